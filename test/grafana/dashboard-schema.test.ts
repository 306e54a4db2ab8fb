import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { committedDashboards } from '../support/dashboard-queries.js';
import { TypedJson } from '../support/typed-json.js';

/** The SDK's declarations are generated from Grafana's own schema of dashboards, version 42. */
const SCHEMA = new TypedJson('@grafana/grafana-foundation-sdk', [
  'dashboard',
  'prometheus',
  'stat',
  'table',
  'timeseries',
]);

describe("the dashboards by the types of Grafana's schema", () => {
  for (const dashboard of committedDashboards()) {
    it(`${dashboard.uid} has the type Dashboard of schema version 42`, () => {
      assert.equal(dashboard.schemaVersion, 42);
      // Queries have a type of the data source's own, which the next test checks.
      const panels = dashboard.panels.map((panel) => without(panel, 'targets'));
      const annotations = { list: dashboard.annotations.list.map((annotation) => without(annotation, 'target')) };
      assert.deepEqual(SCHEMA.errors({ ...dashboard, panels, annotations }, 'dashboard.Dashboard'), []);
    });

    it(`every query of ${dashboard.uid} has the type of Prometheus's queries`, () => {
      const targets = [
        ...dashboard.panels.flatMap(({ targets: of = [] }) => of),
        ...dashboard.annotations.list.map(({ target }) => target),
      ];
      for (const target of targets) assert.deepEqual(SCHEMA.errors(target, 'prometheus.Dataquery'), []);
    });

    it(`the options and custom settings of every panel of ${dashboard.uid} have the type of its kind of panel`, () => {
      for (const { type, options, fieldConfig } of dashboard.panels) {
        if (type === 'row') continue;
        assert.deepEqual(SCHEMA.errors(options, `${type}.Options`), []);
        const { custom } = fieldConfig?.defaults ?? {};
        if (custom !== undefined) assert.deepEqual(SCHEMA.errors(custom, `${type}.FieldConfig`), []);
      }
    });
  }

  it('a dashboard with wrong, missing and unknown members is refused with the names of the members', () => {
    const [dashboard] = committedDashboards();
    const wrong = { ...dashboard, panels: [], graphTooltip: 7, editabel: true, annotations: undefined };
    assert.deepEqual(
      SCHEMA.errors(wrong, 'dashboard.Dashboard').map((text) => text.replace(/ is .*/, '')),
      ['dashboard.Dashboard.graphTooltip', 'dashboard.Dashboard.annotations', 'dashboard.Dashboard.editabel'],
    );
  });
});

function without(value: object, member: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));
}
