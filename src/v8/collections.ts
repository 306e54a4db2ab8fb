import {
  constants,
  type PerformanceEntry,
  PerformanceObserver,
  type PerformanceObserverEntryList,
} from 'node:perf_hooks';
import { type ErrorReceiver, guarded } from '../values/guard.js';
import { performanceOffsetSeconds } from './clock.js';

/** One major garbage collection of this thread's heap; its times are monotonic seconds. */
export interface MajorCollection {
  /** The time at which marking began: an object allocated later may survive although nothing refers to it. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A collection as the runtime reports it; its times are seconds. */
export interface GcEntry {
  readonly kind: number;
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** The functions that are called about collections. */
export interface CollectionReceivers {
  /** Receives each major collection that is reported. */
  readonly onMajor: (collection: MajorCollection) => void;
  /** Receives what the others throw, and what reading the collections does. */
  readonly onError: ErrorReceiver;
}

/**
 * Watches this thread's major collections and reports the latest of each batch, which says all that older ones do.
 *
 * @returns a function that stops watching
 */
export function watchCollections({ onMajor, onError }: CollectionReceivers): () => void {
  const offsetSeconds = performanceOffsetSeconds();
  const join = joinMarking();
  const observer = new PerformanceObserver(
    guarded((list: PerformanceObserverEntryList) => {
      let latest: MajorCollection | undefined;
      for (const entry of list.getEntries()) {
        const { kind } = (entry as PerformanceEntry & { detail: { kind: number } }).detail;
        const startSeconds = offsetSeconds + entry.startTime / 1000;
        latest = join({ kind, startSeconds, durationSeconds: entry.duration / 1000 }) ?? latest;
      }
      if (latest !== undefined) onMajor(latest);
    }, onError),
  );
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    observer.disconnect();
  };
}

/**
 * Makes a function that joins the start of incremental marking with the pause that ends it.
 * V8 marks while the application runs; its entry for the collection covers only the final pause, and an object
 * that dies after marking has passed it outlives that pause. So a collection starts where its marking started.
 */
export function joinMarking(): (entry: GcEntry) => MajorCollection | undefined {
  let markingSeconds: number | undefined;
  return ({ kind, startSeconds, durationSeconds }) => {
    if (kind === constants.NODE_PERFORMANCE_GC_INCREMENTAL) {
      markingSeconds ??= startSeconds;
      return undefined;
    }
    if (kind !== constants.NODE_PERFORMANCE_GC_MAJOR) return undefined;
    const collection = {
      startSeconds: Math.min(markingSeconds ?? startSeconds, startSeconds),
      endSeconds: startSeconds + durationSeconds,
    };
    markingSeconds = undefined;
    return collection;
  };
}
