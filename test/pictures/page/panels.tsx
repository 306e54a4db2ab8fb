import {
  type DataFrame,
  dateTime,
  FieldType,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type GrafanaTheme2,
  renderMarkdown,
  type TimeRange,
} from '@grafana/data';
import { BarGauge, BigValue, RenderUserContentAsHTML, TimeSeries, VizRepeater } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { ReactNode } from 'react';
import { markAnnotations } from './annotations';
import { fieldConfigOf, replaceVariables } from './field-config';
import type { Picture, PictureAnnotation, PicturePanel } from './picture';

/** The data that the content of a panel is drawn from. */
export interface Content {
  readonly panel: PicturePanel;
  readonly frames: readonly DataFrame[];
  readonly theme: GrafanaTheme2;
  readonly timeRange: TimeRange;
  readonly annotations: readonly PictureAnnotation[];
  readonly width: number;
  readonly height: number;
}

/** The types of panels for which Grafana's packages have components. */
export const PANELS: Readonly<Record<string, (content: Content) => ReactNode>> = {
  timeseries: timeSeries,
  stat,
  bargauge: barGauge,
  table,
  text,
};

export function timeRangeOf({ fromMs, toMs }: Picture): TimeRange {
  const [from, to] = [dateTime(fromMs), dateTime(toMs)];
  return { from, to, raw: { from, to } };
}

function timeSeries({ panel, frames, timeRange, annotations, width, height }: Content): ReactNode {
  const legend = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [], ...panel.options?.legend };
  return (
    <TimeSeries
      frames={[...frames]}
      timeRange={timeRange}
      timeZone="utc"
      width={width}
      height={height}
      legend={legend}
      options={panel.options}
    >
      {(builder) => {
        markAnnotations(builder, annotations);
        return null;
      }}
    </TimeSeries>
  );
}

function stat(content: Content): ReactNode {
  const { theme } = content;
  const options = {
    textMode: 'auto',
    colorMode: 'value',
    graphMode: 'area',
    justifyMode: 'auto',
    ...content.panel.options,
  } as any;
  return repeated(content, options, options.graphMode !== 'none', ({ value, count, alignmentFactors, ...size }) => (
    <BigValue
      {...size}
      theme={theme}
      value={value.display}
      count={count}
      sparkline={value.sparkline}
      colorMode={options.colorMode}
      graphMode={options.graphMode}
      justifyMode={options.justifyMode}
      textMode={options.textMode}
      text={options.text}
      alignmentFactors={alignmentFactors}
      disableWideLayout={options.wideLayout === false}
    />
  ));
}

function barGauge(content: Content): ReactNode {
  const { theme } = content;
  const options = {
    displayMode: 'gradient',
    valueMode: 'color',
    namePlacement: 'auto',
    showUnfilled: true,
    minVizHeight: 16,
    maxVizHeight: 300,
    ...content.panel.options,
  } as any;
  return repeated(content, options, false, ({ value, alignmentFactors, ...size }) => (
    <BarGauge
      {...size}
      theme={theme}
      value={value.display}
      field={value.field}
      display={value.view?.getFieldDisplayProcessor(value.colIndex)}
      text={options.text}
      displayMode={options.displayMode}
      valueDisplayMode={options.valueMode}
      namePlacement={options.namePlacement}
      showUnfilled={options.showUnfilled}
      alignmentFactors={alignmentFactors}
      itemSpacing={10}
      lcdCellWidth={12}
    />
  ));
}

/** Draws each of the values to which the frames are reduced. */
function repeated(
  { panel, frames, theme, width, height }: Content,
  options: any,
  sparkline: boolean,
  renderValue: (props: any) => ReactNode,
): ReactNode {
  const reduceOptions = { values: false, calcs: ['lastNotNull'], fields: '', ...options.reduceOptions };
  const getValues = () =>
    getFieldDisplayValues({
      fieldConfig: fieldConfigOf(panel),
      reduceOptions,
      replaceVariables,
      theme,
      data: [...frames],
      sparkline,
      timeZone: 'utc',
    });
  return (
    <VizRepeater
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={renderValue as any}
      width={width}
      height={height}
      source={frames}
      renderCounter={0}
      autoGrid={options.orientation === undefined || options.orientation === 'auto'}
      orientation={options.orientation ?? 'auto'}
      minVizHeight={options.minVizHeight}
      maxVizHeight={options.maxVizHeight}
      minVizWidth={options.minVizWidth}
    />
  );
}

function table({ panel, frames, timeRange, width, height }: Content): ReactNode {
  const options = { frameIndex: 0, showHeader: true, cellHeight: 'sm', ...panel.options } as any;
  const frame = frames[options.frameIndex] ?? frames[0];
  if (frame === undefined || frame.fields.every(({ type }) => type === FieldType.time)) return null;
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      noHeader={!options.showHeader}
      cellHeight={options.cellHeight}
      sortBy={options.sortBy}
      enablePagination={options.enablePagination}
      frozenColumns={options.frozenColumns?.left}
      timeRange={timeRange}
      fieldConfig={fieldConfigOf(panel)}
      enableVirtualization={false}
    />
  );
}

function text({ panel, width, height }: Content): ReactNode {
  const { mode, content = '' } = panel.options ?? {};
  const html = mode === 'html' ? content : renderMarkdown(content);
  return (
    <div className="markdown-html" style={{ width, height, overflow: 'hidden' }}>
      <RenderUserContentAsHTML content={html} />
    </div>
  );
}
