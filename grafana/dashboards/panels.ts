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

/** Grafana's names of units. */
export const UNIT = {
  count: 'short',
  bytes: 'bytes',
  bytesPerSecond: 'binBps',
  share: 'percentunit',
  seconds: 's',
  ago: 'dateTimeFromNow',
} as const;

/** What every panel has. */
export interface PanelText {
  readonly title: string;
  readonly description: string;
  readonly unit: (typeof UNIT)[keyof typeof UNIT];
  /** Shown where there is nothing. */
  readonly empty: string;
}

/** Where a state begins; the first one is what is below. */
export type Steps = readonly [below: string, ...Array<readonly [from: number, colour: string]>];

/** Height of a chart, in rows of Grafana's grid. */
const CHART_HEIGHT = 9;
const STAT_HEIGHT = 4;

/** Points across a chart: enough for the eye, and bounded however long the shown time is. */
const CHART_POINTS = 300;

/** One value in large type. */
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
      // Nothing would be of the lowest step's colour, as if it were little.
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

/** The name of the one series there is and its value, in large type; bad, if there is one. */
export function nameStat(text: PanelText, line: Line, span: number): StatBuilder {
  const panel = stat(text, line, { steps: [STATE.bad], span, emptyColour: STATE.fine });
  return panel.textMode(BigValueTextMode.ValueAndName);
}

/** Lines over time. */
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

/** Areas on top of each other. */
export function stackedChart(text: PanelText, lines: readonly Line[], span = 12): TimeSeriesBuilder {
  return chart(text, lines, span)
    .fillOpacity(60)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** A chart with a line where a state begins. */
export function limited(panel: TimeSeriesBuilder, steps: Steps): TimeSeriesBuilder {
  return panel
    .thresholds(thresholds(steps))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** Draws a series in a colour. */
export function coloured(panel: TimeSeriesBuilder, colours: Readonly<Record<string, string>>): TimeSeriesBuilder {
  for (const [name, fixedColor] of Object.entries(colours)) {
    panel.overrideByName(name, [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } }]);
  }
  return panel;
}

/** Draws a series as a dashed line that is not part of the stack. */
export function dashed(panel: TimeSeriesBuilder, name: string, fixedColor: string): TimeSeriesBuilder {
  return panel.overrideByName(name, [
    { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } },
    { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'A' } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.lineWidth', value: 2 },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  ]);
}

/** Thresholds of Grafana's. */
export function thresholds([below, ...steps]: Steps): ThresholdsConfigBuilder {
  const all: Threshold[] = [{ value: null, color: below }, ...steps.map(([value, color]) => ({ value, color }))];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}

/** Words for nothing. */
function nothing(text: string, color: string): ValueMapping {
  return { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NullAndNan, result: { text, color } } };
}

/** Words for the values from here to there. */
export function words(from: number, to: number | null, text: string, color: string): ValueMapping {
  return { type: MappingType.RangeToText, options: { from, to, result: { text, color } } };
}
