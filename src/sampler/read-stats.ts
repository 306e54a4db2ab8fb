import type { SamplerReport } from '../report/report.js';
import type { HeapRead } from './read-heap.js';
import { type NextRead, ReadPeriod } from './read-period.js';

/** The numbers that {@link ReadStats} counts. */
export type ReadCounts = Omit<
  SamplerReport,
  keyof NextRead | 'memoryBytes' | 'memoryLimitBytes' | 'restarts' | 'notAnsweringSince'
>;

/** Counts reads, failures and asked collections, and follows how long the reads pause the application. */
export class ReadStats {
  readonly #period = new ReadPeriod();
  /** The pauses of a zoom that has begun since the latest read. */
  #zoomPauseSeconds = 0;
  #counts: ReadCounts;

  /** @param previous the counts of the sampler before, which this one goes on from */
  constructor(previous: Partial<SamplerReport> = {}) {
    const { reads = 0, failures = 0, lastFailure = null, collections = 0, zooms = 0 } = previous;
    const { collectionPauseSeconds = 0 } = previous;
    const { lastPauseSeconds = 0, maxPauseSeconds = 0 } = previous;
    this.#counts = {
      reads,
      lastReadTime: null,
      failures,
      failuresInARow: 0,
      lastFailure,
      collections,
      collectionPauseSeconds,
      zooms,
      lastPauseSeconds,
      maxPauseSeconds,
      samples: 0,
      nodes: 0,
    };
  }

  /** All counts so far. */
  get counts(): ReadCounts {
    return this.#counts;
  }

  /** Takes in one read that succeeded. @param date when it was taken in */
  noteRead({ profile, pauseSeconds }: Pick<HeapRead, 'profile' | 'pauseSeconds'>, date: Date): void {
    this.#period.note(pauseSeconds);
    const lastPauseSeconds = this.#zoomPauseSeconds + pauseSeconds;
    this.#zoomPauseSeconds = 0;
    this.#counts = {
      ...this.#counts,
      reads: this.#counts.reads + 1,
      lastReadTime: date.toISOString(),
      failuresInARow: 0,
      lastPauseSeconds,
      maxPauseSeconds: Math.max(this.#counts.maxPauseSeconds, lastPauseSeconds),
      samples: profile.samples.count,
      nodes: profile.nodes.count,
    };
  }

  /** Adds the pause in which maps were found to that of the read before; the next read waits for it. */
  noteMapPause(pauseSeconds: number): void {
    const lastPauseSeconds = this.#counts.lastPauseSeconds + pauseSeconds;
    this.#counts = {
      ...this.#counts,
      lastPauseSeconds,
      maxPauseSeconds: Math.max(this.#counts.maxPauseSeconds, lastPauseSeconds),
    };
    this.#period.noteBesides(pauseSeconds);
  }

  noteFailure(reason: string): void {
    const { failures, failuresInARow } = this.#counts;
    this.#counts = {
      ...this.#counts,
      failures: failures + 1,
      failuresInARow: failuresInARow + 1,
      lastFailure: reason,
    };
  }

  /** Counts a collection that was asked for. @param pauseSeconds its pauses, which the next read waits for */
  noteCollection(pauseSeconds: number): void {
    this.noteWorkerCollection(pauseSeconds);
    this.#period.noteBesides(pauseSeconds);
  }

  /** Counts a collection of a worker thread's heap that was asked for. @param pauseSeconds its pauses of that thread */
  noteWorkerCollection(pauseSeconds: number): void {
    const { collections, collectionPauseSeconds } = this.#counts;
    this.#counts = {
      ...this.#counts,
      collections: collections + 1,
      collectionPauseSeconds: collectionPauseSeconds + pauseSeconds,
    };
  }

  /** Counts a zoom at a worker thread, whose pauses are that thread's. */
  noteWorkerZoom(): void {
    this.#counts = { ...this.#counts, zooms: this.#counts.zooms + 1 };
  }

  /** Adds the pause by which a zoom begins to that of the read that follows. */
  noteZoomBegin(pauseSeconds: number): void {
    this.#zoomPauseSeconds += pauseSeconds;
  }

  /**
   * Counts a zoom that is over.
   *
   * @param endPauseSeconds the pause by which it ended, which is added to that of the read before
   * @param pauseSeconds all pauses since it began, which the next read waits for
   */
  noteZoom({ endPauseSeconds, pauseSeconds }: { endPauseSeconds: number; pauseSeconds: number }): void {
    const { zooms, maxPauseSeconds } = this.#counts;
    const lastPauseSeconds = this.#counts.lastPauseSeconds + endPauseSeconds;
    this.#counts = {
      ...this.#counts,
      zooms: zooms + 1,
      lastPauseSeconds,
      maxPauseSeconds: Math.max(maxPauseSeconds, lastPauseSeconds),
    };
    this.#period.noteBesides(pauseSeconds);
  }

  /** Gives the time to the next read. */
  nextRead(settings: { periodSeconds: number; maxPauseRatio: number }): NextRead {
    return this.#period.next(settings);
  }
}
