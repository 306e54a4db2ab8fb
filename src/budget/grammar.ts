import picomatch from 'picomatch';
import { invalidOption } from '../values/errors.js';
import { quoted } from '../values/printable.js';
import { readBytes, readDuration } from '../values/units.js';
import type { Budget, BudgetLimit, BudgetSeverity, BudgetTarget } from './budget.js';
import { Scanner } from './scanner.js';

/*
 * budgets  = [ budget ] { ";" [ budget ] }
 * budget   = target "=" limit { option }
 * target   = "traced" | "retained" | "heap" | "rss" | "external" | ( "site:" | "file:" | "package:" ) glob
 * glob     = characters other than "=", ";" and '"' | '"' characters other than '"' '"'
 * limit    = amount | number "%" | amount "/" ( "s" | "min" | "h" | "d" )
 * option   = "for" duration | "clear" limit | "repeat" duration | "severity" ( "warning" | "critical" ) | "as" name
 */

/** More than anybody watches: each is measured every period. */
const MOST_BUDGETS = 100;

/** Where `clear` is not given, as a share of the limit. */
const CLEAR_RATIO = 0.9;

const DEFAULT_FOR_SECONDS = 60;
const DEFAULT_REPEAT_SECONDS = 600;
const LONGEST_SECONDS = 7 * 86_400;

/** Characters of a glob or a name: no site is called by more. */
const LONGEST_GLOB = 500;
const LONGEST_NAME = 100;

const TARGETS = 'traced, retained, heap, rss, external, or site:, file:, package: and a glob';
const LIMITS = 'an amount ("512MiB"), a share above 0 to 100% ("80%") or a rate ("1MiB/min")';
const GLOBS = `a glob such as src/cache/**, of ${LONGEST_GLOB} characters at the most`;
const OPTIONS =
  'for, clear, repeat, severity or as, then ";" and the next budget ("heap=80% for 2min clear 70%; rss=1GiB")';

const PROCESS_KINDS = ['traced', 'retained', 'heap', 'rss', 'external'] as const;

/**
 * Reads budgets: one text with `;` between them, or a list of such texts.
 *
 * @param name what they are called in an error
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, with the character that is wrong and what is accepted there
 */
export function parseBudgets(given: unknown, name: string): Budget[] {
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
  const budgets: Budget[] = [];
  texts.forEach((text, n) => {
    const label = Array.isArray(given) ? `${name}[${n}]` : name;
    if (typeof text !== 'string')
      throw invalidOption(label, text, 'a text such as "heap=80%; site:src/cache/**=64MiB"');
    const scanner = new Scanner(text, label);
    while (scanner.skipSpace()) {
      if (scanner.take(/[;\s]+/) !== undefined) continue;
      const begin = scanner.at;
      const budget = parseBudget(scanner);
      if (budgets.some((other) => other.name === budget.name)) {
        scanner.fail(`another name than ${quoted(budget.name)}, which is taken: "as NAME" gives one`, begin);
      }
      if (budgets.push(budget) > MOST_BUDGETS) scanner.fail(`no more than ${MOST_BUDGETS} budgets`, begin);
    }
  });
  return budgets;
}

function parseBudget(scanner: Scanner): Budget {
  const begin = scanner.at;
  const target = parseTarget(scanner);
  scanner.skipSpace();
  const defaultName = scanner.text.slice(begin, scanner.at).trim().replaceAll('"', '');
  if (scanner.take(/=/) === undefined) scanner.fail('"=" and a limit');
  scanner.skipSpace();
  const limit = parseLimit(scanner, target);
  const { clear = { ...limit, value: CLEAR_RATIO * limit.value }, ...options } = parseOptions(scanner, target, limit);
  return { name: defaultName, target, limit, clear, ...options };
}

function parseTarget(scanner: Scanner): BudgetTarget {
  const begin = scanner.at;
  const word = scanner.take(/[a-z]+/i)?.[0];
  const kind = PROCESS_KINDS.find((one) => one === word);
  if (kind !== undefined) return { kind };
  if (word !== 'site' && word !== 'file' && word !== 'package') scanner.fail(TARGETS, begin);
  if (scanner.take(/:\s*/) === undefined) scanner.fail(`":" and a glob, as in ${word}:src/cache/**=64MiB`);
  return { kind: word, glob: parseGlob(scanner) };
}

function parseGlob(scanner: Scanner): string {
  const begin = scanner.at;
  const isQuoted = scanner.take(/"/) !== undefined;
  const glob = scanner.take(isQuoted ? /[^"]+/ : /[^=;"]+/)?.[0].trim() ?? '';
  if (glob === '' || glob.length > LONGEST_GLOB) scanner.fail(GLOBS, begin);
  if (isQuoted && scanner.take(/"/) === undefined) scanner.fail('a quotation mark at the end of the glob');
  try {
    // What it makes no pattern of would match nothing without a word; debugging, it throws.
    picomatch(glob, { debug: true });
  } catch {
    scanner.fail(GLOBS, begin);
  }
  return glob;
}

function parseLimit(scanner: Scanner, target: BudgetTarget): BudgetLimit {
  const begin = scanner.at;
  const number = scanner.take(/\d+(?:\.\d+)?/)?.[0];
  if (number === undefined) scanner.fail(LIMITS);
  const limit = scanner.take(/\s*%/) === undefined ? parseAmount(scanner, number) : shareOf(number);
  // Neither a unit nor the end of the word: "512Mb5", "1.2.3".
  if (limit === undefined || !scanner.isAtWordEnd) scanner.fail(LIMITS, begin);
  if (limit.kind === 'rate' && target.kind !== 'retained' && !('glob' in target)) {
    scanner.fail(
      `an amount or a share of ${target.kind}: growth is measured of retained, site:, file: and package:`,
      begin,
    );
  }
  return limit;
}

function shareOf(number: string): BudgetLimit | undefined {
  const value = Number(number) / 100;
  return value > 0 && value <= 1 ? { kind: 'share', value } : undefined;
}

function parseAmount(scanner: Scanner, number: string): BudgetLimit | undefined {
  const unit = scanner.take(/\s*(?:[kmgt]i?)?b(?![a-z0-9])/i)?.[0] ?? '';
  const bytes = readBytes(number + unit);
  if (bytes === undefined) return undefined;
  if (scanner.take(/\s*\//) === undefined) return { kind: 'bytes', value: bytes };
  const time = scanner.take(/\s*(?:s|min|m|h|d)(?![a-z0-9])/i)?.[0].trim();
  const seconds = time === undefined ? undefined : readDuration(`1${time}`);
  return seconds === undefined ? undefined : { kind: 'rate', value: bytes / seconds };
}

type Options = Pick<Budget, 'forSeconds' | 'repeatSeconds' | 'severity'> & { name?: string; clear?: BudgetLimit };

function parseOptions(scanner: Scanner, target: BudgetTarget, limit: BudgetLimit): Options {
  let options: Options = {
    forSeconds: DEFAULT_FOR_SECONDS,
    repeatSeconds: DEFAULT_REPEAT_SECONDS,
    severity: 'warning',
  };
  const seen = new Set<string>();
  while (scanner.skipSpace() && scanner.take(/;/) === undefined) {
    const begin = scanner.at;
    const word = scanner.take(/[a-z]+/i)?.[0] ?? '';
    scanner.skipSpace();
    const option = parseOption(scanner, { word, begin, target, limit });
    if (seen.has(word)) scanner.fail(`"${word}" once only`, begin);
    seen.add(word);
    options = { ...options, ...option };
  }
  return options;
}

function parseOption(
  scanner: Scanner,
  { word, begin, target, limit }: { word: string; begin: number; target: BudgetTarget; limit: BudgetLimit },
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
      return scanner.fail(OPTIONS, begin);
  }
}

function parseSeconds(scanner: Scanner): number {
  const begin = scanner.at;
  const text = scanner.take(/\d+(?:\.\d+)?(?:\s*(?:ms|s|min|m|h|d)(?![a-z0-9]))?/i)?.[0];
  const seconds = readDuration(text);
  if (seconds === undefined || seconds > LONGEST_SECONDS || !scanner.isAtWordEnd) {
    scanner.fail('a duration from 0s to 7d, such as 90s, 2min or 4h', begin);
  }
  return seconds;
}

function parseClear(scanner: Scanner, target: BudgetTarget, limit: BudgetLimit): BudgetLimit {
  const begin = scanner.at;
  const clear = parseLimit(scanner, target);
  if (clear.kind !== limit.kind || clear.value > limit.value) {
    const kinds = { bytes: 'an amount', share: 'a share', rate: 'a rate' };
    scanner.fail(`${kinds[limit.kind]} like the limit, and no more than it`, begin);
  }
  return clear;
}

function parseSeverity(scanner: Scanner): BudgetSeverity {
  const begin = scanner.at;
  const word = scanner.take(/[a-z]+/i)?.[0];
  if (word !== 'warning' && word !== 'critical') scanner.fail('warning or critical', begin);
  return word;
}

function parseName(scanner: Scanner): string {
  const begin = scanner.at;
  const name = scanner.take(/[^\s;"=]+/)?.[0];
  if (name === undefined || name.length > LONGEST_NAME || !scanner.isAtWordEnd) {
    scanner.fail(`a name without spaces, ; = and ", of ${LONGEST_NAME} characters at the most`, begin);
  }
  return name;
}
