import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ALERT_RULES } from '../../grafana/alerts/rule-groups.js';
import { CONFIG } from '../../grafana/config.js';
import { spelledDuration } from '../../grafana/queries/promql.js';
import { committedDashboards } from '../support/dashboard-queries.js';
import { ROOT } from '../support/run-node.js';

const FOLDER = join(ROOT, 'grafana');
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const ALERTS = [...new Set(ALERT_RULES.map(({ alert }) => alert))];

/** Texts below their headings, by the anchors that a browser finds the headings by. */
const SECTIONS: ReadonlyMap<string, string> = new Map(
  [...README.matchAll(/^#+ (.+)\n([^]*?)(?=^#+ |(?![^]))/gm)].map(([, heading = '', text = '']) => [
    heading.toLowerCase().replaceAll(' ', '-'),
    text,
  ]),
);

describe('grafana/README.md', () => {
  it('every alert links to its runbook, a section of grafana/README.md in the repository', () => {
    assert.match(CONFIG.runbookBaseUrl, /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/blob\/main\/grafana\/README\.md#$/);
    for (const { alert, annotations } of ALERT_RULES) {
      const { runbook_url: url } = annotations;
      assert.ok(url.startsWith(CONFIG.runbookBaseUrl), url);
      assert.ok(SECTIONS.has(url.slice(CONFIG.runbookBaseUrl.length)), `${alert}: no section for ${url}`);
    }
  });

  for (const alert of ALERTS) {
    it(`the runbook of ${alert} says what it means, what to do step by step, and when it is a false alarm`, () => {
      const runbook = SECTIONS.get(alert.toLowerCase()) ?? '';
      assert.match(runbook, /^\n\*\*What it means\.\*\* [^]+\n\n\*\*What to do\.\*\*\n\n1\. [^]+\n2\. /);
      assert.match(runbook, /\n\n\*\*When it is a false alarm\.\*\* \S/);
    });
  }

  it('the table of alerts has every alert with its severities', () => {
    let alert = '';
    const rows = rowsOf('alerts').map(([name = '', severity = '']) => {
      alert = /^\[(\w+)\]/.exec(name)?.[1] ?? alert;
      return `${alert} ${severity}`;
    });
    assert.deepEqual(
      rows.sort(),
      ALERT_RULES.map(({ alert: name, labels }) => `${name} ${labels.severity}`)
        .filter(isNew)
        .sort(),
    );
  });

  it('the table of thresholds shows the values of config.ts', () => {
    const rows = rowsOf('thresholds');
    assert.ok(rows.length >= 10);
    for (const [setting = '', value] of rows) {
      const path = setting.replaceAll('`', '');
      assert.equal(value, shown(path, valueAt(path)), path);
    }
  });

  it('the table of dashboards has the title of every dashboard', () => {
    assert.deepEqual(
      rowsOf('dashboards')
        .map(([title = '']) => title)
        .filter((title) => title.startsWith('heapgauge / ')),
      committedDashboards().map(({ title }) => title),
    );
  });

  it('every link leads to a section or a file of the folder that is there', () => {
    const targets = [...README.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    assert.ok(targets.length > 10);
    for (const target of targets) {
      if (target.startsWith('#')) assert.ok(SECTIONS.has(target.slice(1)), target);
      // What other folders have is theirs to test.
      else if (!target.startsWith('../')) assert.ok(existsSync(join(FOLDER, target)), target);
    }
  });
});

/** Cells of the tables below a heading, without the head of the table. */
function rowsOf(anchor: string): ReadonlyArray<readonly string[]> {
  const lines = (SECTIONS.get(anchor) ?? '').split('\n').filter((line) => line.startsWith('|'));
  const rule = lines.findIndex((line) => line.startsWith('| ---'));
  return lines.slice(rule + 1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function valueAt(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], CONFIG);
}

/** A value as the table shows it. */
function shown(path: string, value: unknown): string {
  if (typeof value === 'number') return path.endsWith('Seconds') ? spelledDuration(value) : String(value);
  assert.equal(typeof value, 'string', path);
  return value === '' ? "`''`" : `\`${String(value)}\``;
}

function isNew(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}
