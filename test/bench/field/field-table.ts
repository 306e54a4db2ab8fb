import { formatBytes, formatDuration } from '../../../src/values/units.js';
import { markdownTable } from '../markdown-table.js';
import { COMPRESSION } from '../lab/settings.js';
import type { Frequency, Spacing } from './collections.js';
import type { ServerResult } from './run-servers.js';
import type { WorkloadResult } from './run-workloads.js';

/** Everything that the bench has recorded. */
export interface FieldResult {
  readonly node: string;
  readonly processors: number;
  readonly servers: readonly ServerResult[];
  readonly clientsProcessorShare: number;
  readonly workloads: readonly WorkloadResult[];
}

const SPACING = 'least / median / nine of ten / most';

/** Renders the result as tables. */
export function fieldText(result: FieldResult): string {
  const { node, processors, servers, workloads } = result;
  const parts = [
    `Node ${node}, ${processors} processors`,
    ...(servers.length === 0 ? [] : serversParts(result)),
    ...(workloads.length === 0 ? [] : [laboratoryTable(workloads)]),
  ];
  return parts.join('\n\n');
}

function serversParts({ servers, clientsProcessorShare }: FieldResult): string[] {
  const duration = formatDuration(Math.max(...servers.map(({ seconds }) => seconds)));
  const details = servers.flatMap(detailsOf);
  return [
    `${servers.length} servers for ${duration}; the clients took ${percent(clientsProcessorShare)} of a processor`,
    collectionsTable(servers),
    findingsTable(servers),
    ...(details.length === 0 ? [] : [details.join('\n')]),
  ];
}

function collectionsTable(servers: readonly ServerResult[]): string {
  return markdownTable(
    [
      'server',
      'processor',
      'heap after a major',
      'minor/h',
      SPACING,
      'major/h',
      SPACING,
      'pauses of a major: median, most',
    ],
    servers.map(({ server, processorShare, live, minor, major }) => [
      server,
      percent(processorShare),
      live === null
        ? '-'
        : `${formatBytes(live.first)} to ${formatBytes(live.last)}, ${formatBytes(live.most)} at most`,
      perHour(minor),
      spacingText(minor.spacing),
      perHour(major),
      spacingText(major.spacing),
      major.pauses === null ? '-' : `${formatDuration(major.pauses.median)}, ${formatDuration(major.pauses.most)}`,
    ]),
  );
}

function findingsTable(servers: readonly ServerResult[]): string {
  return markdownTable(
    [
      'server',
      'findings',
      'suspects',
      'limit known after',
      'collections asked for',
      'zooms',
      'reads',
      'failed',
      'longest pause',
      'rss',
    ],
    servers.map(({ server, heapgauge }) => [
      server,
      statesText(heapgauge.states),
      String(heapgauge.suspects.length),
      heapgauge.limitKnownAtSeconds === null ? 'never' : formatDuration(heapgauge.limitKnownAtSeconds),
      askedText(heapgauge),
      String(heapgauge.zooms),
      String(heapgauge.reads),
      String(heapgauge.failures),
      formatDuration(heapgauge.maxPauseSeconds),
      formatBytes(heapgauge.rssBytes),
    ]),
  );
}

/** The collections that heapgauge has asked for, with their pauses. */
function askedText({ collectionsAskedFor: count, collectionPauseSeconds }: ServerResult['heapgauge']): string {
  return count === 0 ? '0' : `${count}, ${formatDuration(collectionPauseSeconds)} in all`;
}

/** The sites that grew and the suspects of a server, a line each. */
function detailsOf({ server, ended, heapgauge }: ServerResult): string[] {
  const { grew, suspects } = heapgauge;
  return [
    ...(ended === null ? [] : [`${server}: ${ended}`]),
    ...grew.map(({ site, state, atSeconds }) => `${server}: ${state} after ${formatDuration(atSeconds)}: ${site}`),
    ...suspects.map(({ site, atSeconds }) => `${server}: suspect after ${formatDuration(atSeconds)}: ${site}`),
  ];
}

function laboratoryTable(workloads: readonly WorkloadResult[]): string {
  return markdownTable(
    ['workload', 'flags', 'minor/h', SPACING, 'major/h', SPACING],
    workloads.map(({ workload, hasFlags, minor, major }) => [
      workload,
      hasFlags ? 'yes' : 'no',
      perHour(minor, COMPRESSION),
      spacingText(minor.spacing, COMPRESSION),
      perHour(major, COMPRESSION),
      spacingText(major.spacing, COMPRESSION),
    ]),
  );
}

function perHour({ perHour: number }: Frequency, compression = 1): string {
  const value = number / compression;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function spacingText(spacing: Spacing | null, compression = 1): string {
  if (spacing === null) return '-';
  const { least, median, p90, most } = spacing;
  return [least, median, p90, most].map((seconds) => formatDuration(seconds * compression)).join(' / ');
}

function statesText(states: Readonly<Record<string, number>>): string {
  const all = Object.values(states).reduce((sum, count) => sum + count, 0);
  return Object.entries(states)
    .sort(([, a], [, b]) => b - a)
    .map(([state, count]) => `${state} ${percent(count / all)}`)
    .join(', ');
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)}%`;
}
