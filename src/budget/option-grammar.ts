import { readDuration } from '../values/units.js';
import type { Budget, BudgetLimit, BudgetSeverity, BudgetTarget } from './budget.js';
import { parseLimit } from './limit-grammar.js';
import type { Scanner } from './scanner.js';

/** The share of the limit at which a budget clears where `clear` is not given. */
const CLEAR_RATIO = 0.9;

const DEFAULT_FOR_SECONDS = 60;
const DEFAULT_REPEAT_SECONDS = 600;
const LONGEST_SECONDS = 7 * 86_400;

/** The length in characters of the longest name. */
const LONGEST_NAME = 100;

const OPTIONS =
  'for, clear, repeat, severity or as, then ";" and the next budget ("heap=80% for 2min clear 70%; rss=1GiB")';

/** The options of a budget; the name is that of its target where none is given. */
type Options = Pick<Budget, 'clear' | 'forSeconds' | 'repeatSeconds' | 'severity'> & { name?: string };

/** Reads the options of a budget up to its end, and fills in defaults. */
export function parseOptions(scanner: Scanner, target: BudgetTarget, limit: BudgetLimit): Options {
  let options: Options = {
    clear: { ...limit, value: CLEAR_RATIO * limit.value },
    forSeconds: DEFAULT_FOR_SECONDS,
    repeatSeconds: DEFAULT_REPEAT_SECONDS,
    severity: 'warning',
  };
  const seen = new Set<string>();
  while (scanner.skipSpace() && scanner.take(/;/) === undefined) {
    const start = scanner.at;
    const word = scanner.take(/[a-z]+/i)?.[0] ?? '';
    scanner.skipSpace();
    const option = parseOption(scanner, { word, start, target, limit });
    if (seen.has(word)) scanner.fail(`"${word}" once only`, start);
    seen.add(word);
    options = { ...options, ...option };
  }
  return options;
}

function parseOption(
  scanner: Scanner,
  { word, start, target, limit }: { word: string; start: number; target: BudgetTarget; limit: BudgetLimit },
): Partial<Options> {
  switch (word) {
    case 'for':
      return { forSeconds: parseSeconds(scanner) };
    case 'repeat':
      return { repeatSeconds: parseSeconds(scanner) };
    case 'clear':
      return { clear: parseClear(scanner, target, limit) };
    case 'severity':
      return { severity: parseSeverity(scanner) };
    case 'as':
      return { name: parseName(scanner) };
    default:
      return scanner.fail(OPTIONS, start);
  }
}

function parseSeconds(scanner: Scanner): number {
  const start = scanner.at;
  const text = scanner.take(/\d+(?:\.\d+)?(?:\s*(?:ms|s|min|m|h|d)(?![a-z0-9]))?/i)?.[0];
  const seconds = readDuration(text);
  if (seconds === undefined || seconds > LONGEST_SECONDS || !scanner.isAtWordEnd) {
    scanner.fail('a duration from 0s to 7d, such as 90s, 2min or 4h', start);
  }
  return seconds;
}

function parseClear(scanner: Scanner, target: BudgetTarget, limit: BudgetLimit): BudgetLimit {
  const start = scanner.at;
  const clear = parseLimit(scanner, target);
  if (clear.kind !== limit.kind || clear.value > limit.value) {
    const kinds = { bytes: 'an amount', share: 'a share', rate: 'a rate' };
    scanner.fail(`${kinds[limit.kind]} like the limit, and no more than it`, start);
  }
  return clear;
}

function parseSeverity(scanner: Scanner): BudgetSeverity {
  const start = scanner.at;
  const word = scanner.take(/[a-z]+/i)?.[0];
  if (word !== 'warning' && word !== 'critical') scanner.fail('warning or critical', start);
  return word;
}

function parseName(scanner: Scanner): string {
  const start = scanner.at;
  const name = scanner.take(/[^\s;"=]+/)?.[0];
  if (name === undefined || name.length > LONGEST_NAME || !scanner.isAtWordEnd) {
    scanner.fail(`a name without spaces, ; = and ", of ${LONGEST_NAME} characters at the most`, start);
  }
  return name;
}
