/** What only the watched thread can tell, sent along every period. */
export interface ProcessStats {
  readonly heapUsedBytes: number;
  /** Pages V8 holds for its heap, whether in use or not. */
  readonly heapCommittedBytes: number;
  readonly heapLimitBytes: number;
  /** Largest use of the heap so far, before any collection. */
  readonly heapPeakBytes: number;
  readonly externalBytes: number;
  /** Resident set of the process at the same moment. */
  readonly rssBytes: number;
  /** What the process may have: its container's limit, else the machine's memory. */
  readonly memoryLimitBytes: number;
  /** Alerts that handlers of the application failed to take, so far. */
  readonly alertFailures: number;
}
