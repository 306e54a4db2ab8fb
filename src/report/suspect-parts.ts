import type { SuspectPart, SuspectReport } from './report.js';

/** The number of parts that a person is shown by name; the others are summed. */
const NAMED_PARTS = 3;

/**
 * Names the functions that allocate with their shares: `set express-session/session/memory.js:121 75%, others 25%`. It is
 * `undefined` where the suspect itself is the only one, and for a component, which has none.
 */
export function partsPhrase({ site, parts }: Pick<SuspectReport, 'site' | 'parts'>): string | undefined {
  if (parts.every((part) => part.site === site)) return undefined;
  const named = parts.slice(0, NAMED_PARTS);
  const others = Math.max(0, 1 - named.reduce((sum, { share }) => sum + share, 0));
  // What rounds to nothing is nothing that a person would look for.
  const rest = others < 0.005 ? [] : [`others ${percent(others)}`];
  return [...named.map((part) => `${part.site} ${percent(part.share)}`), ...rest].join(', ');
}

/** Gives the function that allocates most of a leak; `undefined` where that is the suspect itself, or none is known. */
export function otherAllocator({ site, parts }: Pick<SuspectReport, 'site' | 'parts'>): SuspectPart | undefined {
  const [first] = parts;
  return first === undefined || first.site === site ? undefined : first;
}

/** Gives a share in whole percents. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded === 0 && share > 0 ? 'under 1%' : `${rounded}%`;
}
