import { TableCellDisplayMode, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { STATE } from './palette.js';
import { DATA_SOURCE, refId, tableQuery } from './panel-queries.js';
import { type PanelText, type Steps, thresholds, UNIT } from './panels.js';

/** A column of a table. It shows a label of the series, or the value of an expression. */
export interface Column {
  readonly name: string;
  /** The label that the column shows; without one it shows the value of `expr`. */
  readonly label?: string;
  readonly expr?: string;
  readonly unit?: string;
  readonly width?: number;
  /** Colours of the cell by its value. */
  readonly steps?: Steps;
  readonly mappings?: readonly ValueMapping[];
  /** The address that a click on the cell opens. */
  readonly link?: { readonly title: string; readonly url: string };
}

/** The number of steps within the shown time, for the expressions with a subquery over it. */
const TABLE_POINTS = 200;

/** A table with a row for each set of labels that any of the expressions has. */
export function table(
  { title, description, unit, empty }: PanelText,
  columns: readonly Column[],
  { sortBy, span = 24, height = 8 }: { sortBy: string; span?: number; height?: number },
): PanelBuilder {
  const expressions = columns.flatMap(({ expr }) => expr ?? []);
  // Grafana names a column of values by its query, or, if there is one query only, just `Value`, until it is renamed.
  const fieldsOf = ({ label, expr = '' }: Column): readonly string[] => {
    if (label !== undefined) return [label];
    return expressions.length === 1 ? ['Value', 'Value #A'] : [`Value #${refId(expressions.indexOf(expr))}`];
  };
  const named = <T>(value: (column: Column, index: number) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(
      columns.flatMap((column, index) => fieldsOf(column).map((field) => [field, value(column, index)])),
    );
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATA_SOURCE)
    .unit(unit)
    .noValue(empty)
    .maxDataPoints(TABLE_POINTS)
    .targets(expressions.map(tableQuery))
    .thresholds(thresholds([STATE.fine]))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .transformations([
      { id: 'merge', options: {} },
      {
        id: 'filterFieldsByName',
        options: { include: { names: columns.flatMap(fieldsOf) } },
      },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: named((_, index) => index),
          renameByName: named(({ name }) => name),
        },
      },
    ])
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)])
    .height(height)
    .span(span);
  for (const column of columns) panel.overrideByName(column.name, properties(column));
  return panel;
}

function properties({ label, unit, width, steps, mappings, link }: Column): DynamicConfigValue[] {
  return [
    // Otherwise each cell without a value would show the text of an empty table.
    { id: 'noValue', value: '–' },
    { id: 'unit', value: unit ?? (label === undefined ? UNIT.count : 'string') },
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
    ...(steps === undefined
      ? []
      : [
          { id: 'thresholds', value: thresholds(steps).build() },
          { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
        ]),
    ...(link === undefined ? [] : [{ id: 'links', value: [link] }]),
  ];
}
