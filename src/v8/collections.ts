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

/** A major collection with what it has cost. */
export interface ReportedCollection extends MajorCollection {
  /** The seconds for which it has stopped the thread, at its end and in the steps of marking before. */
  readonly pauseSeconds: number;
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
  readonly onMajor: (collection: ReportedCollection) => void;
  /** Receives the beginning of each collection of the young generation, in monotonic seconds. */
  readonly onMinor?: (startSeconds: number) => void;
  /** Receives what the others throw, and what reading the collections does. */
  readonly onError: ErrorReceiver;
}

/**
 * Watches this thread's collections. Of the major ones of a batch it reports the latest, which says all that older ones
 * do, with the pauses of them all.
 *
 * @returns a function that stops watching
 */
export function watchCollections({ onMajor, onMinor, onError }: CollectionReceivers): () => void {
  const offsetSeconds = performanceOffsetSeconds();
  const join = joinMarking();
  const observer = new PerformanceObserver(
    guarded((list: PerformanceObserverEntryList) => {
      let latest: ReportedCollection | undefined;
      for (const entry of list.getEntries()) {
        const { kind } = (entry as PerformanceEntry & { detail: { kind: number } }).detail;
        const startSeconds = offsetSeconds + entry.startTime / 1000;
        if (kind === constants.NODE_PERFORMANCE_GC_MINOR) onMinor?.(startSeconds);
        const major = join({ kind, startSeconds, durationSeconds: entry.duration / 1000 });
        if (major === undefined) continue;
        latest = { ...major, pauseSeconds: (latest?.pauseSeconds ?? 0) + major.pauseSeconds };
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
export function joinMarking(): (entry: GcEntry) => ReportedCollection | undefined {
  let markingSeconds: number | undefined;
  let stepSeconds = 0;
  return ({ kind, startSeconds, durationSeconds }) => {
    if (kind === constants.NODE_PERFORMANCE_GC_INCREMENTAL) {
      markingSeconds ??= startSeconds;
      stepSeconds += durationSeconds;
      return undefined;
    }
    if (kind !== constants.NODE_PERFORMANCE_GC_MAJOR) return undefined;
    const collection = {
      startSeconds: Math.min(markingSeconds ?? startSeconds, startSeconds),
      endSeconds: startSeconds + durationSeconds,
      pauseSeconds: stepSeconds + durationSeconds,
    };
    markingSeconds = undefined;
    stepSeconds = 0;
    return collection;
  };
}
