import { GCProfiler, getHeapStatistics } from 'node:v8';
import { repeat } from '../values/repeat.js';

/** Seconds between two evaluations of the recorded collections. */
const EVALUATION_SECONDS = 1;

/** The collections a second that recording keeps up with: recording and reading one take 50 µs, so 1 % of the thread. */
const COLLECTIONS_A_SECOND = 200;

/** The most records that may wait to be freed, of some 3 KB each. */
const MOST_RECORDS = 5000;

/** The name that `GCProfiler` gives to a major collection. */
const MAJOR = 'MarkSweepCompact';

/** One collection as `GCProfiler` records it. */
interface Collection {
  readonly gcType: string;
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
  readonly afterGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
}

/** Receives what happens on this thread's heap. */
export interface CollectionFollower {
  /** Receives the bytes in use at some moment, such as just before a collection. */
  noteUse(usedBytes: number): void;
  /** Receives the bytes that this package has allocated. */
  noteOwn(allocatedBytes: number): void;
  /** Is called for each major collection, after the use before it. */
  noteMajor(): void;
}

/** A recording that was stopped. It holds its records until a major collection has freed it. */
interface StoppedRecording {
  readonly recording: WeakRef<GCProfiler>;
  readonly records: number;
}

/**
 * Records this thread's collections for all who follow them, once for all. Records cost time when they are made and read,
 * and memory long after that, so recording rests where collections are too many for either. It is for tracing, and not
 * for a process that runs for months.
 */
class CollectionRecorder {
  readonly #followers = new Set<CollectionFollower>();
  #recording: GCProfiler | undefined;
  #stopped: StoppedRecording[] = [];
  #endEvaluating: (() => void) | undefined;
  /** The evaluations for which nothing is recorded. */
  #rests = 0;
  /** The number of pieces of work under way that are this package's own. */
  #exclusions = 0;
  /** The bytes in use when this package's own work began, or after the latest collection within. */
  #lastBytes = 0;

  follow(follower: CollectionFollower): void {
    this.#followers.add(follower);
    if (this.#endEvaluating !== undefined) return;
    this.#rests = 0;
    this.#record();
    this.#endEvaluating = repeat(
      EVALUATION_SECONDS,
      () => {
        this.keepUp();
      },
      ignore,
    );
  }

  unfollow(follower: CollectionFollower): void {
    this.#followers.delete(follower);
    if (this.#followers.size > 0) return;
    this.#endEvaluating?.();
    this.#endEvaluating = undefined;
    this.#takeRecorded();
  }

  /** Reports the collections recorded since the last time, records on and returns their number. */
  evaluate(): number {
    const collections = this.#takeRecorded();
    for (const collection of collections) this.#report(collection);
    this.#rests = 0;
    if (this.#endEvaluating !== undefined) this.#record();
    return collections.length;
  }

  /** Evaluates what a second has brought, or rests. It is called each second. @internal */
  keepUp(): void {
    if (this.#rests > 0) {
      this.#rests -= 1;
      // Better than nothing: what is there while nothing is recorded.
      if (this.#exclusions === 0) for (const follower of this.#followers) follower.noteUse(usedBytes());
      if (this.#rests === 0) this.#record();
      return;
    }
    const rests = Math.floor(this.evaluate() / COLLECTIONS_A_SECOND);
    if (rests === 0) return;
    this.#takeRecorded();
    this.#rests = rests;
  }

  /** Counts what is allocated from now on as this package's own, until the returned function is called. */
  beginExclusion(): () => void {
    this.evaluate();
    this.#exclusions += 1;
    if (this.#exclusions === 1) this.#lastBytes = usedBytes();
    return () => {
      this.evaluate();
      this.#exclusions -= 1;
      if (this.#exclusions === 0) this.#noteOwn(usedBytes() - this.#lastBytes);
    };
  }

  /** Starts to record, unless the records of before wait to be freed: a collection that frees them ends that. */
  #record(): void {
    this.#stopped = this.#stopped.filter(({ recording }) => recording.deref() !== undefined);
    const waiting = this.#stopped.reduce((sum, { records }) => sum + records, 0);
    if (waiting >= MOST_RECORDS) {
      this.#rests = Math.max(1, this.#rests);
      return;
    }
    this.#recording = new GCProfiler();
    this.#recording.start();
  }

  #takeRecorded(): readonly Collection[] {
    const recording = this.#recording;
    this.#recording = undefined;
    const recorded = recording?.stop() as { readonly statistics: readonly Collection[] } | undefined;
    if (recording === undefined || recorded === undefined) return [];
    const { statistics } = recorded;
    if (statistics.length > 0) this.#stopped.push({ recording: new WeakRef(recording), records: statistics.length });
    return statistics;
  }

  #report({ gcType, beforeGC, afterGC }: Collection): void {
    const { usedHeapSize } = beforeGC.heapStatistics;
    if (this.#exclusions > 0) {
      this.#noteOwn(usedHeapSize - this.#lastBytes);
      this.#lastBytes = afterGC.heapStatistics.usedHeapSize;
    } else {
      for (const follower of this.#followers) follower.noteUse(usedHeapSize);
    }
    if (gcType === MAJOR) for (const follower of this.#followers) follower.noteMajor();
  }

  #noteOwn(allocatedBytes: number): void {
    for (const follower of this.#followers) follower.noteOwn(Math.max(0, allocatedBytes));
  }
}

/** Records the collections of this thread. */
export const COLLECTIONS: CollectionRecorder = new CollectionRecorder();

/** Returns the bytes in use on this thread's heap. */
export function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

/** A peak that cannot be evaluated this time is evaluated with the next. */
function ignore(): void {
  // Nothing is lost.
}
