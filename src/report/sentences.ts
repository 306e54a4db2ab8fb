import type { Budget } from '../budget/budget.js';
import { quoted, visible } from '../values/printable.js';
import { formatBytes, formatDuration, formatRate } from '../values/units.js';
import { type BudgetReport, type BudgetUsage, usageAmounts } from './budget-report.js';
import { MAIN_THREAD, type Report, type SamplerReport, type SuspectReport } from './report.js';
import { otherAllocator, percent } from './suspect-parts.js';

/** Names a site, and the worker threads that it is in, if it is not in the main thread. */
export function nameInThread({ site, thread }: Pick<SuspectReport, 'site' | 'thread'>): string {
  return visible(thread === MAIN_THREAD ? site : `${site} in ${thread}`);
}

/** Says that a site or component leaks, how fast, where most of it is allocated if that is elsewhere, and since when. */
export function leakSentence(suspect: SuspectReport): string {
  const { lower } = suspect;
  const allocator = otherAllocator(suspect);
  const share = percent(allocator?.share ?? 0);
  const most = share === '100%' ? 'all' : share;
  const where = allocator === undefined ? '' : `, ${most} of it allocated in ${visible(allocator.site)}`;
  const early = earlyPhrase(suspect);
  return [
    `${nameInThread(suspect)} leaks at least ${formatRate(lower)}${where}`,
    retainedPhrase(suspect),
    ...early,
  ].join('; ');
}

/**
 * Says of a leak that was judged before it had lasted for a span why that was, and what could look the same; empty for one
 * that lasts.
 */
export function earlyPhrase({ reason }: Pick<SuspectReport, 'reason'>): string[] {
  if (reason === 'lasting') return [];
  const danger =
    reason === 'room-taken'
      ? 'it has taken a quarter of the room under the limit'
      : 'it would fill the room under the limit within the span of the verdict';
  return [
    `judged early, as ${danger}`,
    'a cache that fills stops at its bound, and what a rising load takes goes with the load: a leak does neither',
  ];
}

/** Says where a leak is that was reported in another place, or before it was known which function allocates. */
export function leakPlaceSentence(earlierSite: string, suspect: SuspectReport): string {
  const allocator = otherAllocator(suspect);
  const [reported, site] = [visible(earlierSite), nameInThread(suspect)];
  if (suspect.site !== earlierSite) {
    const most = allocator === undefined ? '' : `; its largest part is allocated in ${visible(allocator.site)}`;
    return `the leak that was reported in ${reported} is in ${site}${most}`;
  }
  return `the largest part of the leak in ${site} is allocated in ${visible((allocator ?? suspect).site)}`;
}

/** Says that a site or component leaks no more, or what is known where that could not be measured. */
export function leakOverSentence(suspect: SuspectReport): string {
  const { unmeasuredSince } = suspect;
  return unmeasuredSince === null
    ? `${nameInThread(suspect)} leaks no more`
    : `${nameInThread(suspect)} has not been found to leak again since ${unmeasuredSince}, when its measurement began anew`;
}

/** Says how much a suspect retains, and since when at the latest it has leaked. */
export function retainedPhrase({ retainedBytes, since, unmeasuredSince }: SuspectReport): string {
  const unmeasured = unmeasuredSince === null ? '' : `, not measured since ${unmeasuredSince}`;
  return `${formatBytes(retainedBytes)} retained, since ${since} or earlier${unmeasured}`;
}

/** Says that a budget is exceeded, by how much, and where most of it is. */
export function budgetExceededSentence(budget: BudgetReport): string {
  const [top] = budget.topSites;
  const most = top === undefined ? '' : `; most in ${visible(top.site)}, ${formatBytes(top.retainedBytes)} retained`;
  return `budget ${visible(budget.name)} is exceeded: ${usagePhrase(budget)}${most}`;
}

/** Says that a budget is within its limit again. */
export function budgetRecoveredSentence({ name }: BudgetReport): string {
  return `budget ${visible(name)} is within its limit again`;
}

/** Says that the pattern of a budget has matched nothing so far. */
export function budgetUnmatchedSentence({ name, target }: Pick<Budget, 'name' | 'target'>, reports: number): string {
  const pattern = 'glob' in target ? target.glob : '';
  return (
    `budget ${visible(name)}: the pattern ${quoted(pattern)} has matched no site in ${reports} reports; ` +
    `check it against the sites in /report, where a site appears once it holds some samples`
  );
}

/** Says which limit the process reaches first, and when; `undefined` where nothing grows significantly. */
export function limitSentence({ heap, memory }: Pick<Report, 'heap' | 'memory'>): string | undefined {
  if (heap.firstLimit === null) return undefined;
  const limit =
    heap.firstLimit === 'heap'
      ? `the heap's limit of ${formatBytes(heap.limitBytes)}`
      : `the ${heap.firstLimit}'s memory of ${formatBytes(memory.limitBytes)}`;
  return `${limit} is reached in ${formatDuration(heap.secondsToLimitLower)} to ${formatDuration(heap.secondsToLimitUpper)}`;
}

/** Says how much is used of how much, in the budget's own unit: `19.1 MiB of 15.3 MiB`. */
export function usagePhrase(budget: BudgetUsage): string {
  const { unit, limit, usage } = usageAmounts(budget);
  const format = unit === 'bytes' ? formatBytes : formatRate;
  return `${usage === null ? 'unknown' : format(usage)} of ${format(limit)}`;
}

/** Gives the bounds of a rate: `+1.07 KiB/s to +3.22 KiB/s`. */
export function boundsPhrase({ lower, upper }: { readonly lower: number; readonly upper: number }): string {
  return `${formatRate(lower)} to ${formatRate(upper)}`;
}

/** Says that nothing is watched any more, and why. */
export function monitoringEndedSentence(reason: string): string {
  return `monitoring has ended: ${visible(reason)}`;
}

/** Says that there are no sites, and why. */
export function unavailableSentence(reason: string): string {
  return `sites are unavailable: ${visible(reason)}`;
}

/** Says how many reads have failed, and why the last one did. */
export function readsFailingSentence({
  failuresInARow,
  lastFailure,
}: Pick<SamplerReport, 'failuresInARow' | 'lastFailure'>): string {
  return `${failuresInARow} reads in a row have failed${lastFailure === null ? '' : `: ${lastFailure}`}`;
}

/** Says that reads pause the application for more than they may, as the period is as long as it gets. */
export function longPausesSentence({
  lastPauseSeconds,
  periodSeconds,
}: Pick<SamplerReport, 'lastPauseSeconds' | 'periodSeconds'>): string {
  return (
    `a read pauses the application for ${formatDuration(lastPauseSeconds)}, ` +
    `more than maxPauseRatio allows even at the longest period of ${formatDuration(periodSeconds)}`
  );
}

/** Says that the sampler has died, why, and when it is started again. */
export function samplerEndedSentence(reason: string, retrySeconds: number): string {
  return `the sampler has died: ${reason}; the application runs on, and the sampler is started again in ${formatDuration(retrySeconds)}`;
}

/** Says that a sampler that had died runs again. */
export function samplerRunsAgainSentence(): string {
  return 'the sampler runs again';
}

/** Says that a trouble of the sampler is over. */
export function samplerRecoveredSentence(reason: string): string {
  return `the sampler works fully again; until now: ${reason}`;
}

/** Says since when the application's thread has not answered. */
export function notAnsweringSentence(since: string): string {
  return `the application's thread has not answered since ${since}: it is in a system call such as execSync, or in native code`;
}

/** Says for how long the application's thread had not answered that now does. */
export function lateAnswerSentence(since: Date, until: Date): string {
  const seconds = Math.max(0, until.getTime() - since.getTime()) / 1000;
  return (
    `the application's thread has answered after ${formatDuration(seconds)}, since ${since.toISOString()}: ` +
    `it was in a system call such as execSync, or in native code, and nothing was read meanwhile`
  );
}
