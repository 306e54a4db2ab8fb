import type { Report } from './report.js';
import { longPausesSentence, notAnsweringSentence, readsFailingSentence, unavailableSentence } from './sentences.js';

/** The number of reads that have to fail in a row before that is reported. */
const DEGRADED_AFTER_FAILURES = 3;

/** The kind of trouble of a sampler, and a sentence that says what it is. */
export interface Degradation {
  readonly cause: 'unanswered' | 'unavailable' | 'failing' | 'pausing';
  readonly reason: string;
}

/** Says why less is watched, or watching costs more, than it should; `undefined` where all is well. */
export function degradationOf({ source, sampler }: Report): Degradation | undefined {
  const { notAnsweringSince } = sampler;
  if (notAnsweringSince !== null) return { cause: 'unanswered', reason: notAnsweringSentence(notAnsweringSince) };
  if (source.unavailable !== null) return { cause: 'unavailable', reason: unavailableSentence(source.unavailable) };
  if (sampler.failuresInARow >= DEGRADED_AFTER_FAILURES) {
    return { cause: 'failing', reason: readsFailingSentence(sampler) };
  }
  if (sampler.isPeriodCapped) return { cause: 'pausing', reason: longPausesSentence(sampler) };
  return undefined;
}
