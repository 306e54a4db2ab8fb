import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { ALERT_RULES, RULE_GROUPS } from '../../grafana/alerts/rule-groups.js';
import { histogramCountName, prometheusName } from '../../grafana/queries/prometheus-name.js';
import { RECORDED } from '../../grafana/queries/recorded-names.js';
import { METRIC } from '../../src/publish/names.js';
import { ensurePrometheus } from '../support/prometheus.js';
import { promtool } from '../support/promtool.js';
import { ROOT } from '../support/run-node.js';

const skip = ensurePrometheus() ? false : 'promtool is missing and could not be installed: nothing was tested';
const FOLDER = join(ROOT, 'test/grafana');
const RULES = join(ROOT, 'grafana/generated/heapgauge-rules.yaml');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.test.yaml'));
const ALERTS = [...new Set(ALERT_RULES.map(({ alert }) => alert))];

/** The courses of a process that look like trouble and are harmless. The name of a case starts with one of them. */
const HARMLESS = ['sawtooth', 'start-up', 'restart', 'gap in scraping'];

interface Case {
  readonly name: string;
  readonly input_series: ReadonlyArray<{ readonly series: string }>;
  readonly alert_rule_test?: ReadonlyArray<{ readonly alertname: string; readonly exp_alerts: readonly unknown[] }>;
  readonly promql_expr_test?: ReadonlyArray<{
    readonly expr: string;
    readonly exp_samples: ReadonlyArray<{ readonly value: number }>;
  }>;
}

/** All cases for promtool; their YAML merges keys. */
const CASES = FILES.flatMap((file) => {
  const { tests } = parse(readFileSync(join(FOLDER, file), 'utf8'), { merge: true }) as { tests: readonly Case[] };
  return tests;
});

// Two at a time, as they do nothing but compute.
describe('the rules', { skip, concurrency: 2 }, () => {
  it('the generated rules are valid for promtool', async () => {
    await promtool('check', 'rules', RULES);
  });

  for (const file of FILES) {
    it(`the generated rules behave as ${file} describes`, async () => {
      await promtool('test', 'rules', join(FOLDER, file));
    });
  }
});

describe('the cases of an alert', () => {
  for (const alert of ALERTS) {
    it(`a case shows that ${alert} fires in every severity and for every reason, with its labels and annotations`, () => {
      const fired = casesOf(alert, 'fires').flatMap(({ alert_rule_test = [] }) =>
        alert_rule_test.filter(({ alertname }) => alertname === alert).flatMap(({ exp_alerts }) => exp_alerts),
      ) as Array<{ exp_labels: Record<string, string>; exp_annotations: Record<string, string> }>;
      for (const { labels, annotations } of ALERT_RULES.filter((rule) => rule.alert === alert)) {
        const of = fired.filter(({ exp_labels }) =>
          Object.entries(labels).every(([name, value]) => exp_labels[name] === value),
        );
        assert.ok(of.length > 0, JSON.stringify(labels));
        for (const { exp_annotations } of of)
          assert.deepEqual(Object.keys(exp_annotations).sort(), Object.keys(annotations).sort());
      }
    });

    for (const harmless of HARMLESS) {
      it(`a case shows that ${alert} never fires because of a harmless ${harmless}`, () => {
        const found = casesOf(alert, `must not fire: ${harmless}`);
        assert.ok(found.length > 0);
        for (const { promql_expr_test = [] } of found) {
          // At every moment of the case, not at one of them.
          const never = promql_expr_test.filter(
            ({ expr, exp_samples }) =>
              expr.startsWith(`count_over_time(ALERTS{alertname="${alert}", alertstate="firing"`) &&
              exp_samples.length === 0,
          );
          assert.ok(never.length > 0, JSON.stringify(promql_expr_test));
        }
      });
    }

    it(`a case shows that ${alert} resolves after it has fired`, () => {
      const found = casesOf(alert, 'resolves');
      assert.ok(found.length > 0);
      for (const { alert_rule_test = [], promql_expr_test = [] } of found) {
        const last = alert_rule_test.filter(({ alertname }) => alertname === alert).at(-1);
        assert.deepEqual(last?.exp_alerts, []);
        const hasFired =
          alert_rule_test.some(({ exp_alerts }) => exp_alerts.length > 0) ||
          promql_expr_test.some(({ exp_samples }) => exp_samples.some(({ value }) => value > 0));
        assert.ok(hasFired);
      }
    });
  }

  it('all cases use only series that heapgauge or Prometheus publishes', () => {
    const published = new Set([
      'up',
      histogramCountName(METRIC.samplerPause),
      ...Object.values(METRIC).map((name) => prometheusName(name)),
    ]);
    for (const { name, input_series } of CASES) {
      for (const { series } of input_series) assert.ok(published.has(series.replace(/\{.*/, '')), `${name}: ${series}`);
    }
  });
});

describe('all rules', () => {
  it('every alert has a severity, one line of summary, and a description that ends with the first thing to do', () => {
    for (const { labels, annotations } of ALERT_RULES) {
      assert.match(labels.severity, /^(warning|critical)$/);
      assert.match(annotations.summary, /^[^\n]{1,120}$/);
      // The sentences before it may depend on what is known.
      assert.match(annotations.description, /(\.|\{\{ end \}\}) First .*\.$/);
    }
  });

  it('no rule takes the rate of a gauge, and every recorded series that is read is recorded', () => {
    const recorded = RULE_GROUPS.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? rule.record : [])));
    assert.deepEqual(recorded.sort(), Object.values(RECORDED).sort());
    for (const { expr } of RULE_GROUPS.flatMap(({ rules }) => rules)) {
      for (const [, series = ''] of expr.matchAll(/\b(?:rate|irate|increase)\((\w+)/g))
        assert.match(series, /_(total|count)$/);
    }
  });
});

function casesOf(alert: string, kind: string): readonly Case[] {
  return CASES.filter(({ name }) => name.startsWith(`${alert} ${kind}`));
}
