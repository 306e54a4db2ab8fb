/** What the watched program says of itself at its end, from {@link SETTLING_SECONDS} after its begin on. */
export interface ProcessCost {
  readonly residentBytes: number;
  readonly processorSeconds: number;
  readonly seconds: number;
}

/** The seconds after which heapgauge's thread has started, which takes processor time once. */
export const SETTLING_SECONDS = 5;
