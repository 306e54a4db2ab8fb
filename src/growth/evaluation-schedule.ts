import { EVALUATIONS_PER_SPAN } from './constants.js';
import type { Span } from './spans.js';

/**
 * Decides which spans are evaluated at a checkpoint: each once in a twelfth of its length, as often as the false alarms
 * are divided among, however often checkpoints come.
 */
export class EvaluationSchedule {
  /** The end of the span that was last evaluated, by the length that was asked for. */
  readonly #evaluatedSeconds = new Map<number, number>();

  /** Chooses the spans that are due, and notes them as evaluated. @param spans all spans up to the latest checkpoint */
  takeDue(spans: readonly Span[]): readonly Span[] {
    const due = spans.filter(({ askedSeconds, to }) => {
      const evaluatedSeconds = this.#evaluatedSeconds.get(askedSeconds) ?? -Infinity;
      return to.seconds - evaluatedSeconds >= askedSeconds / EVALUATIONS_PER_SPAN;
    });
    for (const { askedSeconds, to } of due) this.#evaluatedSeconds.set(askedSeconds, to.seconds);
    return due;
  }
}
