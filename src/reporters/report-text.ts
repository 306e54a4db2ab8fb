import { relative } from 'node:path';
import type { Report, SiteReport } from '../report/report.js';
import { formatBytes, formatRate } from '../values/units.js';

type Growth = NonNullable<SiteReport['growth']>;

/** One line on a period: `12 s  heap 48.2 MiB  traced 31.0 MiB ± 1.2 MiB  fastest: set …`. */
export function reportLine(report: Report): string {
  const { heap, totals, sites, source } = report;
  const start = `${report.uptimeSeconds.toFixed(0).padStart(4)} s  heap ${formatBytes(heap.usedBytes)}`;
  if (source.unavailable !== null) return `${start}  sites unavailable: ${source.unavailable}`;
  const traced = `traced ${formatBytes(totals.currentBytes)} ± ${formatBytes(totals.standardErrorBytes)}`;
  const fastest = surest(sites);
  const growth =
    fastest === undefined
      ? 'no site grows for sure'
      : `${formatRate(fastest.growth.bytesPerSecond)} (${bounds(fastest.growth)}) ${fastest.site}`;
  return `${start}  ${traced}  ${growth}`;
}

/**
 * What is leaking, a paragraph each: the site, its rate and age, and the stack that holds most of it. Empty where nothing
 * is.
 */
export function suspectsText(report: Report, options: { frames?: number } = {}): string {
  const { frames = 6 } = options;
  return report.suspects
    .map((suspect) => {
      const { site, bytesPerSecond, lower, upper, retainedBytes, since, explained, traceback } = suspect;
      const share = explained === null ? '' : `, ${(100 * explained).toFixed(0)}% of all growth`;
      const rest = traceback.length - frames;
      return [
        `leaking: ${site}`,
        `  ${formatRate(bytesPerSecond)} (${formatRate(lower)} to ${formatRate(upper)})${share}; ` +
          `${formatBytes(retainedBytes)} retained, since ${since} or earlier`,
        ...traceback.slice(0, frames).map((line) => `    ${line}`),
        ...(rest > 0 ? [`    … ${rest} more`] : []),
      ].join('\n');
    })
    .join('\n');
}

/** How the budgets stand, a line each; empty where there are none. */
export function budgetsText(report: Report): string {
  return report.budgets
    .map(({ name, usageBytes, limitBytes, per, state, since }) => {
      const format = per === null ? formatBytes : formatRate;
      const usage = usageBytes === null ? 'unknown' : format(usageBytes);
      return `budget ${name}: ${usage} of ${format(limitBytes)}, ${state} since ${since}`;
    })
    .join('\n');
}

/** The sites that grow most surely, then the largest, as a table with a place to click in each row. */
export function reportTable(report: Report, options: { limit?: number; workingDirectory?: string } = {}): string {
  const { limit = 12, workingDirectory = process.cwd() } = options;
  const sureGrowth = ({ growth }: SiteReport): number => Math.max(0, growth?.lower ?? 0);
  const listed = [...report.sites].sort((a, b) => sureGrowth(b) - sureGrowth(a) || b.liveBytes - a.liveBytes);
  const rows = listed
    .slice(0, limit)
    .map((site) => [
      formatBytes(site.liveBytes),
      formatBytes(site.retainedBytes),
      site.growth === null ? '-' : formatRate(site.growth.bytesPerSecond),
      site.growth === null ? 'not measured yet' : bounds(site.growth),
      site.state,
      site.function,
      place(site, workingDirectory),
    ]);
  const { totals } = report;
  return [
    ...aligned([['live', 'retained', 'growth', '95% bounds', 'state', 'function', 'place'], ...rows]),
    '',
    `all sites: ${formatBytes(totals.currentBytes)} ± ${formatBytes(totals.standardErrorBytes)} live, ` +
      `${formatBytes(totals.retainedBytes)} retained; ${report.sampler.samples} samples about ` +
      `${formatBytes(report.source.sampleIntervalBytes)} apart, started by ${report.source.starter}`,
  ].join('\n');
}

/** The site whose growth has the largest lower bound above zero. */
function surest(sites: readonly SiteReport[]): { site: string; growth: Growth } | undefined {
  let best: { site: string; growth: Growth } | undefined;
  for (const { site, growth } of sites) {
    if (growth !== null && growth.lower > (best?.growth.lower ?? 0)) best = { site, growth };
  }
  return best;
}

function bounds({ lower, upper }: Growth): string {
  return `${formatRate(lower)} to ${formatRate(upper)}`;
}

/** `path:line`, which terminals make a link; relative where that is shorter. */
function place({ file, line }: SiteReport, workingDirectory: string): string {
  if (file === '') return '';
  const near = file.startsWith('/') ? relative(workingDirectory, file) : file;
  return `${near.startsWith('..') ? file : near}:${line}`;
}

/** Columns to one width; the first four hold figures and stand right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = rows.reduce<number[]>((sum, row) => row.map((cell, n) => Math.max(sum[n] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, n) => (n < 4 ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
