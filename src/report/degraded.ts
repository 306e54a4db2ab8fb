import type { Report } from './report.js';
import { longPausesSentence, readsFailingSentence, unavailableSentence } from './sentences.js';

/** The number of reads that have to fail in a row before that is reported. */
const DEGRADED_AFTER_FAILURES = 3;

/** Says why less is watched, or watching costs more, than it should; `undefined` where all is well. */
export function degradedReason({ source, sampler }: Report): string | undefined {
  if (source.unavailable !== null) return unavailableSentence(source.unavailable);
  if (sampler.failuresInARow >= DEGRADED_AFTER_FAILURES) return readsFailingSentence(sampler);
  if (sampler.isPeriodCapped) return longPausesSentence(sampler);
  return undefined;
}
