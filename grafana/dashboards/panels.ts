import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { STATE } from './palette.js';
import { DATA_SOURCE, instantQuery, type Line, rangeQuery } from './panel-queries.js';

/** Units by the names that Grafana has for them. */
export const UNIT = {
  count: 'short',
  bytes: 'bytes',
  bytesPerSecond: 'binBps',
  share: 'percentunit',
  seconds: 's',
  ago: 'dateTimeFromNow',
} as const;

/** The texts and the unit that every panel has. */
export interface PanelText {
  readonly title: string;
  readonly description: string;
  readonly unit: (typeof UNIT)[keyof typeof UNIT];
  /** The text that is shown where the queries have no answer. */
  readonly empty: string;
}

/** Colours of values: the colour below the first step, then each step with the colour from there on. */
export type Steps = readonly [below: string, ...Array<readonly [from: number, colour: string]>];

/** The heights of a chart and of a stat, in rows of Grafana's grid. */
const CHART_HEIGHT = 9;
const STAT_HEIGHT = 4;

/** The number of points across a chart, however long the shown time is: enough for the eye. */
const CHART_POINTS = 300;

/** A panel with one value in large type. */
export function stat(
  { title, description, unit, empty }: PanelText,
  line: Line,
  {
    steps,
    mappings = [],
    span = 4,
    emptyColour = STATE.unknown,
  }: { steps: Steps; mappings?: readonly ValueMapping[]; span?: number; emptyColour?: string },
): StatBuilder {
  return (
    new StatBuilder()
      .title(title)
      .description(description)
      .datasource(DATA_SOURCE)
      .unit(unit)
      .noValue(empty)
      .withTarget(instantQuery(line, 0))
      .maxDataPoints(CHART_POINTS)
      // Without its own colour, no value would have the colour of the lowest step, as if it were a small value.
      .mappings([...mappings, nothing(empty, emptyColour)])
      .thresholds(thresholds(steps))
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
      .colorMode(BigValueColorMode.Background)
      .graphMode(BigValueGraphMode.None)
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
      .height(STAT_HEIGHT)
      .span(span)
  );
}

/**
 * A panel with the name and the value of the only series in large type. A series that is there has the colour of a bad
 * state.
 */
export function nameStat(text: PanelText, line: Line, span: number): StatBuilder {
  const panel = stat(text, line, { steps: [STATE.bad], span, emptyColour: STATE.fine });
  return panel.textMode(BigValueTextMode.ValueAndName);
}

/** A chart of lines over time. */
export function chart(
  { title, description, unit, empty }: PanelText,
  lines: readonly Line[],
  span = 12,
): TimeSeriesBuilder {
  return new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(DATA_SOURCE)
    .unit(unit)
    .noValue(empty)
    .targets(lines.map(rangeQuery))
    .maxDataPoints(CHART_POINTS)
    .thresholds(thresholds([STATE.fine]))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(1)
    .fillOpacity(0)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .height(CHART_HEIGHT)
    .span(span);
}

/** A chart of areas that are stacked on each other. */
export function stackedChart(text: PanelText, lines: readonly Line[], span = 12): TimeSeriesBuilder {
  return chart(text, lines, span)
    .fillOpacity(60)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** Adds a dashed line to a chart at each value from which on a state holds. */
export function limited(panel: TimeSeriesBuilder, steps: Steps): TimeSeriesBuilder {
  return panel
    .thresholds(thresholds(steps))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** Gives series of a chart, by their names, fixed colours. */
export function coloured(panel: TimeSeriesBuilder, colours: Readonly<Record<string, string>>): TimeSeriesBuilder {
  for (const [name, fixedColor] of Object.entries(colours)) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } }]);
  }
  return panel;
}

/** Draws a series of a stacked chart as a dashed line that is not part of the stack. */
export function dashed(panel: TimeSeriesBuilder, name: string, fixedColor: string): TimeSeriesBuilder {
  return panel.overrideByName(name, [
    { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } },
    { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'A' } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.lineWidth', value: 2 },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  ]);
}

/** Steps of colours as Grafana's thresholds. */
export function thresholds([below, ...steps]: Steps): ThresholdsConfigBuilder {
  const all: Threshold[] = [{ value: null, color: below }, ...steps.map(([value, color]) => ({ value, color }))];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}

/** Shows a text in a colour where there is no value. */
function nothing(text: string, color: string): ValueMapping {
  return { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NullAndNan, result: { text, color } } };
}

/** Shows a text in a colour instead of the values in a range; `null` is a range without an end. */
export function words(from: number, to: number | null, text: string, color: string): ValueMapping {
  return { type: MappingType.RangeToText, options: { from, to, result: { text, color } } };
}
