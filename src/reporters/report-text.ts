import { relative } from 'node:path';
import type { Place } from '../report/place.js';
import { MAIN_THREAD, type Report, type SiteReport, type SuspectReport } from '../report/report.js';
import { boundsPhrase, limitSentence, nameInThread, usagePhrase } from '../report/sentences.js';
import { suspectLines } from '../report/suspect-lines.js';
import { visible } from '../values/printable.js';
import { formatBytes, formatRate } from '../values/units.js';

/**
 * Renders one line a period: `12 s  heap 48.2 MiB  traced 31.0 MiB ± 1.2 MiB  +2.05 KiB/s (…) set …`. It ends with what leaks,
 * by the name that the leak has, or else with the site that grows most significantly.
 */
export function reportLine(report: Report): string {
  const { heap, totals, sites, suspects, source } = report;
  const start = `${report.uptimeSeconds.toFixed(0).padStart(4)} s  heap ${formatBytes(heap.usedBytes)}`;
  if (source.unavailable !== null) return visible(`${start}  sites unavailable: ${source.unavailable}`);
  const traced = `traced ${formatBytes(totals.currentBytes)} ± ${formatBytes(totals.standardErrorBytes)}`;
  return visible(`${start}  ${traced}  ${fastestLeak(suspects) ?? fastestGrowth(sites)}`);
}

/**
 * Renders what is leaking, a paragraph each: the suspect, its rate and age, the functions that allocate, and the stacks that
 * have grown. The text is empty where nothing leaks.
 *
 * @param options.frames of a stack that are shown, @default 6
 */
export function suspectsText(report: Report, options: { frames?: number } = {}): string {
  const { frames = 6 } = options;
  return report.suspects.flatMap((suspect) => suspectLines(suspect, { frames })).join('\n');
}

/** Renders how the budgets stand, a line each. The text is empty where there are none. */
export function budgetsText(report: Report): string {
  return report.budgets
    .map((budget) => visible(`budget ${budget.name}: ${usagePhrase(budget)}, ${budget.state} since ${budget.since}`))
    .join('\n');
}

/** Renders which limit the process reaches first, and when, in one line. The text is empty where nothing grows. */
export function limitText(report: Report): string {
  return limitSentence(report) ?? '';
}

/**
 * Renders the sites that grow most significantly, then the largest, as a table with a place to click in each row.
 *
 * @param options.limit rows at the most, @default 12
 */
export function reportTable(report: Report, options: { limit?: number; workingDirectory?: string } = {}): string {
  const { limit = 12, workingDirectory = process.cwd() } = options;
  const listed = [...report.sites].sort(
    (a, b) => significantGrowth(b) - significantGrowth(a) || b.liveBytes - a.liveBytes,
  );
  const rows = listed.slice(0, limit).map((site) => tableRow(site, workingDirectory).map(visible));
  const { totals } = report;
  return [
    ...aligned([['live', 'retained', 'growth', '95% bounds', 'state', 'function', 'place'], ...rows]),
    '',
    `all sites: ${formatBytes(totals.currentBytes)} ± ${formatBytes(totals.standardErrorBytes)} live, ` +
      `${formatBytes(totals.retainedBytes)} retained; ${report.sampler.samples} samples about ` +
      `${formatBytes(report.source.sampleIntervalBytes)} apart, ${startedBy(report.source)}`,
  ].join('\n');
}

function startedBy({ starter }: Report['source']): string {
  return starter === 'other' ? 'of another profiler' : `started by ${starter}`;
}

/** Gives the rate that a site grows by at the least, with 95 % confidence; 0 where it may as well not grow. */
function significantGrowth({ growth }: SiteReport): number {
  return Math.max(0, growth?.lower ?? 0);
}

/** Names the first suspect, which is the one with the largest lower bound. */
function fastestLeak([most, ...others]: readonly SuspectReport[]): string | undefined {
  if (most === undefined) return undefined;
  const rest = others.length > 0 ? ` and ${others.length} more` : '';
  return `leaking: ${formatRate(most.bytesPerSecond)} (${boundsPhrase(most)}) ${nameInThread(most)}${rest}`;
}

function fastestGrowth(sites: readonly SiteReport[]): string {
  let best: SiteReport | undefined;
  for (const site of sites) if (significantGrowth(site) > (best ? significantGrowth(best) : 0)) best = site;
  if (!best?.growth) return 'no site grows significantly';
  return `${formatRate(best.growth.bytesPerSecond)} (${boundsPhrase(best.growth)}) ${nameInThread(best)}`;
}

function tableRow(site: SiteReport, workingDirectory: string): string[] {
  const { liveBytes, retainedBytes, growth, state } = site;
  const rate = growth === null ? ['-', 'not measured yet'] : [formatRate(growth.bytesPerSecond), boundsPhrase(growth)];
  const sizes = [formatBytes(liveBytes), formatBytes(retainedBytes)];
  const place = pathAndLine(site, workingDirectory);
  return [
    ...sizes,
    ...rate,
    state,
    site.function,
    site.thread === MAIN_THREAD ? place : `${place} (${site.thread})`.trim(),
  ];
}

/** Renders `path:line`, which terminals make a link; relative where that is shorter. */
function pathAndLine({ file, line }: Place, workingDirectory: string): string {
  if (file === '') return '';
  const near = file.startsWith('/') ? relative(workingDirectory, file) : file;
  return `${near.startsWith('..') ? file : near}:${line}`;
}

/** Pads columns to one width; the first four hold figures and stand right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = rows.reduce<number[]>((sum, row) => row.map((cell, n) => Math.max(sum[n] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, n) => (n < 4 ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
