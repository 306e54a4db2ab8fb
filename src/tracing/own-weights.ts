import { UnroundedWeights } from '../snapshot/unrounded-weights.js';
import type { Profile } from '../v8/profile.js';
import type { RunningProfiler } from '../v8/profiler.js';

let latest: { readonly run: string; readonly weights: UnroundedWeights } | undefined;

/**
 * Gives a read of this thread's profile with the bytes that its samples stand for. All reads of one run share what was
 * estimated of a sample, so that snapshots of it agree.
 *
 * @param since the ordinal after which samples count
 */
export function unrounded(profile: Profile, { run, sampleIntervalBytes }: RunningProfiler, since: number): Profile {
  if (latest?.run !== run) latest = { run, weights: new UnroundedWeights(sampleIntervalBytes) };
  return latest.weights.unround(profile, since);
}
