/**
 * Preloaded with `--import` before the program: sends each collection to the parent, and the processor time when it is asked
 * for it. The process ends with its parent.
 */
import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { Collection, CollectionKind } from './collections.js';

/** What the recorded process sends to its parent of its own accord, or as the answer to `usage`. */
export type RecorderMessage =
  | { readonly collections: readonly Collection[] }
  | { readonly usage: { readonly uptimeSeconds: number; readonly processorSeconds: number } };

const KINDS: Readonly<Record<number, CollectionKind>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'marking',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak',
};

new PerformanceObserver((list) => {
  const heapBytes = process.memoryUsage().heapUsed;
  send({
    collections: list.getEntries().map((entry) => ({
      kind: KINDS[(entry as unknown as { detail: { kind: number } }).detail.kind] ?? 'minor',
      startSeconds: entry.startTime / 1000,
      pauseSeconds: entry.duration / 1000,
      heapBytes,
    })),
  });
}).observe({ entryTypes: ['gc'] });

process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  send({ usage: { uptimeSeconds: performance.now() / 1000, processorSeconds: (user + system) / 1e6 } });
});
process.once('disconnect', () => process.exit());

function send(message: RecorderMessage): void {
  // Where the parent has just gone there is nobody to complain to.
  process.send?.(message, undefined, undefined, () => undefined);
}
