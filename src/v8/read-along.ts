import { randomUUID } from 'node:crypto';
import { getHeapStatistics } from 'node:v8';
import { findProfile } from './is-profiler-running.js';
import { deepestStack, estimateInterval, listsTheDead } from './others-profile.js';
import type { Profile } from './profile.js';
import type { ProfilerState, RunningProfiler } from './profiler-state.js';

/** The reason while somebody else's profiler has too few samples to show its interval. */
export const YOUNG = {
  status: 'unavailable',
  cause: 'young',
  reason: 'another heap profiler has only just been started and V8 has only one; sites come from its samples soon',
} as const;

/** The reason where somebody else's profiler is of no use. */
const DEAD = {
  status: 'unavailable',
  cause: 'busy',
  reason:
    'another heap profiler is already running in this process, V8 has only one, and it lists what is collected, too',
} as const;

/**
 * Gives the state where somebody else's profiler is read along with, or the reason why it is not; `undefined` where none
 * runs. Throws the inspector's errors.
 *
 * @param known.listsTheDead true where it is known to list what has been collected, too, before its samples show that
 */
export function stateOfOthers(known: { readonly listsTheDead: boolean }): ProfilerState | undefined {
  const heapUsedBytes = getHeapStatistics().used_heap_size;
  const profile = findProfile();
  if (profile === undefined) return undefined;
  if (known.listsTheDead || listsTheDead(profile, heapUsedBytes)) return DEAD;
  const sampleIntervalBytes = estimateInterval(profile.samples);
  return sampleIntervalBytes === undefined ? YOUNG : readAlong(profile, sampleIntervalBytes);
}

function readAlong({ nodes, samples }: Profile, sampleIntervalBytes: number): RunningProfiler {
  return {
    status: 'running',
    starter: 'other',
    run: randomUUID(),
    sampleIntervalBytes,
    stackDepth: deepestStack(nodes),
    found: { samples: samples.count, nodes: nodes.count },
  };
}
