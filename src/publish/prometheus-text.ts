import type { Attributes } from '@opentelemetry/api';
import type { DataPoint, HistogramValue, MetricData } from './metric-data.js';

/** The type of the text, for a response's header. */
export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Renders metrics in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format), as OpenTelemetry's exporter for
 * JavaScript renders them: the same names, types and labels.
 *
 * @param process the attributes of the process, which become the labels of `target_info`
 */
export function prometheusText(process: Attributes, metrics: readonly MetricData[]): string {
  const target = ['# HELP target_info Target metadata', '# TYPE target_info gauge', line('target_info', process, 1)];
  return [...target, ...metrics.flatMap(metricLines)].map((text) => `${text}\n`).join('');
}

function metricLines(metric: MetricData): string[] {
  const { name: ownName, description, unit } = metric.descriptor;
  const isCounter = metric.dataPointType === 3 && metric.isMonotonic;
  const name = `${plainName(ownName)}${isCounter ? '_total' : ''}`;
  return [
    `# HELP ${name} ${escapeText(description)}`,
    ...(unit === '' ? [] : [`# UNIT ${name} ${escapeText(unit)}`]),
    `# TYPE ${name} ${metric.dataPointType === 0 ? 'histogram' : isCounter ? 'counter' : 'gauge'}`,
    ...(metric.dataPointType === 0
      ? metric.dataPoints.flatMap((point) => histogramLines(name, point))
      : metric.dataPoints.map(({ attributes, value }) => line(name, attributes, value))),
  ];
}

function histogramLines(name: string, { attributes, value }: DataPoint<HistogramValue>): string[] {
  const { boundaries, counts } = value.buckets;
  let sum = 0;
  const buckets = counts.map((count, n) => {
    sum += count;
    return line(`${name}_bucket`, { ...attributes, le: valueText(boundaries[n] ?? Infinity) }, sum);
  });
  return [line(`${name}_count`, attributes, value.count), line(`${name}_sum`, attributes, value.sum), ...buckets];
}

function line(name: string, attributes: Attributes, value: number): string {
  const labels = new Map<string, string>();
  for (const [key, text] of Object.entries(attributes)) {
    // A label that stands twice, as of `a.b` and `a_b`, would make Prometheus refuse the whole page.
    const label = plainName(key);
    if (!labels.has(label))
      labels.set(label, `${label}="${escapeText(labelText(text)).replaceAll('"', String.raw`\"`)}"`);
  }
  return `${name}${labels.size === 0 ? '' : `{${[...labels.values()].join(',')}}`} ${valueText(value)}`;
}

/** Replaces what names of metrics and labels may not hold. */
function plainName(name: string): string {
  return name
    .replaceAll(/[^a-z0-9_]/gi, '_')
    .replaceAll(/_{2,}/g, '_')
    .replace(/^(?=\d)/, '_');
}

function labelText(value: Attributes[string]): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`);
}

function valueText(value: number): string {
  return Math.abs(value) === Infinity ? `${value < 0 ? '-' : '+'}Inf` : String(value);
}
