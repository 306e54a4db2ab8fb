import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import {
  histogramBucketName,
  histogramCountName,
  histogramSumName,
  prometheusName,
} from '../../grafana/queries/prometheus-name.js';
import { RECORDED } from '../../grafana/queries/recorded-names.js';
import { METRIC } from '../../src/publish/names.js';
import {
  committedDashboards,
  type DashboardJson,
  dashboardQueries,
  type PanelJson,
  type TargetJson,
} from '../support/dashboard-queries.js';
import { ensurePrometheus } from '../support/prometheus.js';
import { selectorsOf } from '../support/promql-selectors.js';
import { promtool } from '../support/promtool.js';

const skip = ensurePrometheus() ? false : 'promtool is missing and could not be installed: nothing was tested';
const DASHBOARDS = committedDashboards();

/** Series that are recorded over all instances of a job: they have no `instance` to choose by. */
const WITHOUT_INSTANCE: ReadonlySet<string> = new Set(
  Object.values(RECORDED).filter((name) => /^job(_\w+)?:/.test(name)),
);

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.values(METRIC).map((name) => prometheusName(name)),
  ...[histogramBucketName, histogramCountName, histogramSumName].map((nameOf) => nameOf(METRIC.samplerPause)),
  ...Object.values(RECORDED),
  // These are of Prometheus itself, and of OpenTelemetry's resource.
  'ALERTS',
  'target_info',
]);

const UNITS: ReadonlySet<string> = new Set([
  'short',
  'bytes',
  'binBps',
  'percentunit',
  's',
  'dateTimeFromNow',
  'string',
]);

/** Colours that people with all common kinds of colour vision can distinguish: Okabe and Ito's, and grey. */
const COLOURS = /^#(0072B2|56B4E9|009E73|E69F00|D55E00|CC79A7|8E8E8E)$/;

const TEMPLATED = { type: 'prometheus', uid: '${datasource}' };

/** The width in pixels of one of Grafana's 24 columns on a screen of 1,280 pixels. */
const COLUMN_PIXELS = 50;

/** The width in pixels that Grafana gives a column without one at least: what does not fit is cut at the right. */
const LEAST_COLUMN_PIXELS = 150;

for (const dashboard of DASHBOARDS) {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  // The names in brackets are those of the rules of Grafana's dashboard-linter.
  describe(`${dashboard.uid} by the rules of dashboard-linter`, () => {
    it(`${dashboard.uid} has one variable for the data source (template-datasource-rule)`, () => {
      const [source, ...others] = dashboard.templating.list.filter(({ type }) => type === 'datasource');
      assert.deepEqual(
        [source?.name, source?.label, source?.query, others.length],
        ['datasource', 'Data source', 'prometheus', 0],
      );
    });

    for (const [name, label] of [
      ['job', 'Job'],
      ['instance', 'Instance'],
    ] as const) {
      it(`${dashboard.uid} has a variable for the ${name} (template-${name}-rule)`, () => {
        const variable = dashboard.templating.list.find((one) => one.name === name);
        assert.deepEqual(
          [variable?.type, variable?.label, variable?.multi, variable?.allValue, variable?.datasource],
          ['query', label, true, '.+', TEMPLATED],
        );
      });

      it(`every query of ${dashboard.uid} is restricted to the chosen ${name} (target-${name}-rule)`, () => {
        for (const [where, expr] of expressions(dashboard)) {
          for (const { name: series, matchers } of selectorsOf(expr)) {
            if (name === 'instance' && WITHOUT_INSTANCE.has(series)) continue;
            assert.ok(matchers.includes(`${name}=~"$${name}"`), `${where}: ${series} in ${expr}`);
          }
        }
      });
    }

    it(`every variable of ${dashboard.uid} asks for label values and is reloaded with the shown time (template-label-promql-rule, template-on-time-change-reload-rule)`, () => {
      for (const { type, name, query, refresh } of dashboard.templating.list) {
        if (type !== 'query' || typeof query === 'string') continue;
        assert.match(query.query, new RegExp(`^label_values\\(.+, ${name}\\)$`));
        assert.equal(refresh, 2, name);
      }
    });

    it(`every panel and query of ${dashboard.uid} uses the chosen data source (panel-datasource-rule)`, () => {
      for (const { title, datasource } of panels) assert.deepEqual(datasource, TEMPLATED, title);
      for (const { refId, datasource } of targets(panels)) assert.deepEqual(datasource, TEMPLATED, refId);
    });

    it(`every panel of ${dashboard.uid} has a title and a description (panel-title-description-rule)`, () => {
      for (const { id, title, description = '' } of panels) {
        assert.match(title, /^\S.{2,60}$/, String(id));
        assert.match(description, /^[A-Z"\d].{20,}\.$/, title);
      }
    });

    it(`every panel and every column of a table of ${dashboard.uid} has a known unit (panel-units-rule)`, () => {
      for (const { title, fieldConfig } of panels) {
        const overrides = (fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties);
        const units = overrides.filter(({ id }) => id === 'unit').map(({ value }) => String(value));
        for (const unit of [fieldConfig?.defaults.unit ?? '', ...units])
          assert.ok(UNITS.has(unit), `${title}: ${unit}`);
      }
    });

    it(`every panel of ${dashboard.uid} has a query (panel-no-targets-rule)`, () => {
      for (const { title, targets: of = [] } of panels) assert.ok(of.length > 0, title);
    });

    it(`every rate of ${dashboard.uid} is over $__rate_interval (target-rate-interval-rule)`, () => {
      for (const [where, expr] of expressions(dashboard)) {
        for (const { range, within = '' } of selectorsOf(expr)) {
          if (/^i?rate$/.test(within)) assert.equal(range, '$__rate_interval', `${where}: ${expr}`);
        }
      }
    });

    it(`${dashboard.uid} takes the rate or increase of every counter and of no gauge (target-counter-agg-rule)`, () => {
      for (const [where, expr] of expressions(dashboard)) {
        for (const { name, within = '' } of selectorsOf(expr)) {
          const isCounter = /_(total|count|sum|bucket)$/.test(name) && name.startsWith('heapgauge_');
          assert.equal(/^(i?rate|increase)$/.test(within), isCounter, `${where}: ${name} in ${expr}`);
        }
      }
    });

    it(`${dashboard.uid} cannot be edited (uneditable-dashboard)`, () => {
      assert.equal(dashboard.editable, false);
    });
  });

  describe(dashboard.uid, () => {
    it(`${dashboard.uid} queries only published metrics and recorded series`, () => {
      for (const [where, expr] of expressions(dashboard)) {
        const selectors = selectorsOf(expr);
        assert.ok(selectors.length > 0, `${where}: ${expr}`);
        for (const { name } of selectors) assert.ok(KNOWN.has(name), `${where}: ${name} in ${expr}`);
      }
    });

    it(`every panel of ${dashboard.uid} has a number and a title of its own`, () => {
      assertUnique(dashboard.panels.map(({ id }) => id));
      assertUnique(dashboard.panels.map(({ title }) => title));
      for (const { title, targets: of = [] } of panels) assertUnique(of.map(({ refId }) => `${title} ${refId}`));
    });

    it(`the panels of ${dashboard.uid} fill its rows without overlap, and their titles fit on a screen of 1,280 pixels`, () => {
      const taken = new Set<string>();
      for (const { title, gridPos } of dashboard.panels) {
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
            assert.ok(x < 24 && !taken.has(`${x} ${y}`), title);
            taken.add(`${x} ${y}`);
          }
        }
        assert.ok(title.length * 8 <= gridPos.w * COLUMN_PIXELS, `${title} does not fit`);
      }
      const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
      assert.equal(taken.size, 24 * rows, 'no gaps');
    });

    it(`the columns of every table of ${dashboard.uid} fit side by side on a screen of 1,280 pixels`, () => {
      for (const { title, gridPos, fieldConfig } of panels.filter(({ type }) => type === 'table')) {
        const widths = (fieldConfig?.overrides ?? []).map(({ properties }) => {
          const width = properties.find(({ id }) => id === 'custom.width')?.value;
          return typeof width === 'number' ? width : LEAST_COLUMN_PIXELS;
        });
        const sum = widths.reduce((pixels, width) => pixels + width, 0);
        assert.ok(sum <= gridPos.w * COLUMN_PIXELS, `${title}: ${sum} pixels`);
      }
    });

    it(`every panel of ${dashboard.uid} has a text for the case that there are no data`, () => {
      for (const { title, fieldConfig } of panels) assert.match(fieldConfig?.defaults.noValue ?? '', /\S/, title);
    });

    it(`every panel of ${dashboard.uid} has thresholds, in colours that all kinds of colour vision can distinguish`, () => {
      for (const { title, fieldConfig } of panels) {
        assert.ok((fieldConfig?.defaults.thresholds?.steps.length ?? 0) > 0, title);
        const named = JSON.stringify(fieldConfig).matchAll(/"(?:color|fixedColor)":"([^"]+)"/g);
        for (const [, colour = ''] of named) assert.match(colour, COLOURS, title);
      }
    });

    it(`${dashboard.uid} links to the other dashboards with the same time and choice`, () => {
      const [link] = dashboard.links;
      assert.deepEqual(
        [link?.['type'], link?.['tags'], link?.['includeVars'], link?.['keepTime']],
        ['dashboards', dashboard.tags, true, true],
      );
      for (const [, url = ''] of JSON.stringify(panels).matchAll(/"url":"((?:[^"\\]|\\.)+)"/g)) {
        const [, uid, query] = /^\/d\/([\w-]+)\?(.+)$/.exec(url) ?? [];
        assert.ok(
          DASHBOARDS.some((one) => one.uid === uid),
          url,
        );
        assert.match(query ?? '', /^\$\{__url_time_range\}&\$\{datasource:queryparam\}/);
      }
    });

    it(`every link of ${dashboard.uid} takes its values from columns that its table has`, () => {
      for (const { title, fieldConfig } of panels) {
        const columns = new Set(fieldConfig?.overrides.map(({ matcher }) => matcher.options));
        const named = JSON.stringify(fieldConfig).matchAll(/__data\.fields\[\\\\?\\?"([^"\\]+)/g);
        for (const [, column = ''] of named) assert.ok(columns.has(column), `${title}: ${column}`);
      }
    });
  });
}

describe('selectorsOf, which the tests above rely on', () => {
  it('selectorsOf finds series with and without matchers, with their range and function', () => {
    const expr = 'sum by (job) (rate(x_total{job=~"}", a="b"}[5m])) / heapgauge_y + topk(3, z{} @ end())';
    assert.deepEqual(selectorsOf(expr), [
      { name: 'x_total', matchers: ['job=~"}"', 'a="b"'], range: '5m', within: 'rate' },
      { name: 'heapgauge_y', matchers: [], range: undefined, within: undefined },
      { name: 'z', matchers: [''], range: undefined, within: undefined },
    ]);
  });
});

describe('all dashboards', { skip }, () => {
  it('all three dashboards have their own address and title', () => {
    assert.deepEqual(
      DASHBOARDS.map(({ uid, title }) => [uid, title]),
      [
        ['heapgauge-fleet', 'heapgauge / Fleet'],
        ['heapgauge-process', 'heapgauge / Process'],
        ['heapgauge-sampler', 'heapgauge / Sampler'],
      ],
    );
  });

  it('every query of the dashboards is valid for promtool (target-promql-rule)', async () => {
    const choice = { job: 'a', instance: 'a', package: 'a', site: 'a', rangeSeconds: 3600, scrapeSeconds: 15 };
    const rules = DASHBOARDS.flatMap((dashboard) => dashboardQueries(dashboard, choice, { leaks: true })).map(
      ({ expr }, index) => ({ record: `query:${index}`, expr }),
    );
    const folder = mkdtempSync(join(tmpdir(), 'heapgauge-queries-'));
    try {
      writeFileSync(join(folder, 'queries.yaml'), stringify({ groups: [{ name: 'queries', rules }] }));
      const output = await promtool('check', 'rules', join(folder, 'queries.yaml'));
      assert.match(output, new RegExp(`${rules.length} rules found`));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** `[where, expression]` of all panels and annotations. Variables are left out: each depends on those before it. */
function expressions(dashboard: DashboardJson): ReadonlyArray<readonly [where: string, expr: string]> {
  return [
    ...dashboard.panels.flatMap(({ title, targets: of = [] }) =>
      of.map(({ refId, expr }) => [`${title} ${refId}`, expr] as const),
    ),
    ...dashboard.annotations.list.map(({ name, target }) => [name, target.expr] as const),
  ];
}

function targets(panels: readonly PanelJson[]): readonly TargetJson[] {
  return panels.flatMap(({ targets: of = [] }) => of);
}

function assertUnique(values: ReadonlyArray<string | number>): void {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  assert.deepEqual(twice, []);
}
