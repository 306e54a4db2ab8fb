/** A moment up to which it is known what was reachable, kept to compare later moments with. */
export interface Checkpoint {
  /** The number of the checkpoint, from 0 and without gaps among all that were ever made. */
  readonly number: number;
  /** The time of the checkpoint, in monotonic seconds. */
  readonly seconds: number;
  /** The column in which tables keep what they have of this checkpoint; that of a dropped one is used again. */
  readonly column: number;
}
