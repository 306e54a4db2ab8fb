import { invalidOption } from '../values/errors.js';
import { globMatcher } from '../values/glob.js';
import { quoted } from '../values/printable.js';
import type { Budget, BudgetTarget } from './budget.js';
import { parseLimit } from './limit-grammar.js';
import { parseOptions } from './option-grammar.js';
import { Scanner } from './scanner.js';

/*
 * budgets  = [ budget ] { ";" [ budget ] }
 * budget   = target "=" limit { option }
 * target   = "traced" | "retained" | "heap" | "rss" | "external" | ( "site:" | "file:" | "package:" ) glob
 * glob     = characters other than "=", ";" and '"' | '"' characters other than '"' '"'
 * limit    = amount | number "%" | amount "/" ( "s" | "min" | "h" | "d" )
 * option   = "for" duration | "clear" limit | "repeat" duration | "severity" ( "warning" | "critical" ) | "as" name
 */

/** The largest number of budgets, as each is measured every period. */
const MOST_BUDGETS = 100;

/** The length in characters of the longest glob. */
const LONGEST_GLOB = 500;

const TARGETS = 'traced, retained, heap, rss, external, or site:, file:, package: and a glob';
const GLOBS = `a glob such as src/cache/**, of ${LONGEST_GLOB} characters at the most`;

const PROCESS_KINDS = ['traced', 'retained', 'heap', 'rss', 'external'] as const;

/**
 * Reads budgets: one text with `;` between them, or a list of such texts.
 *
 * @param name the name of the option or variable, for errors
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
      const start = scanner.at;
      const budget = parseBudget(scanner);
      if (budgets.some((other) => other.name === budget.name)) {
        scanner.fail(`a name other than ${quoted(budget.name)}, which is taken: "as NAME" gives one`, start);
      }
      if (budgets.push(budget) > MOST_BUDGETS) scanner.fail(`no more than ${MOST_BUDGETS} budgets`, start);
    }
  });
  return budgets;
}

function parseBudget(scanner: Scanner): Budget {
  const start = scanner.at;
  const target = parseTarget(scanner);
  scanner.skipSpace();
  const defaultName = scanner.text.slice(start, scanner.at).trim().replaceAll('"', '');
  if (scanner.take(/=/) === undefined) scanner.fail('"=" and a limit');
  scanner.skipSpace();
  const limit = parseLimit(scanner, target);
  return { name: defaultName, target, limit, ...parseOptions(scanner, target, limit) };
}

function parseTarget(scanner: Scanner): BudgetTarget {
  const start = scanner.at;
  const word = scanner.take(/[a-z]+/i)?.[0];
  const kind = PROCESS_KINDS.find((one) => one === word);
  if (kind !== undefined) return { kind };
  if (word !== 'site' && word !== 'file' && word !== 'package') scanner.fail(TARGETS, start);
  if (scanner.take(/:\s*/) === undefined) scanner.fail(`":" and a glob, as in ${word}:src/cache/**=64MiB`);
  return { kind: word, glob: parseGlob(scanner) };
}

function parseGlob(scanner: Scanner): string {
  const start = scanner.at;
  const isQuoted = scanner.take(/"/) !== undefined;
  const glob = scanner.take(isQuoted ? /[^"]+/ : /[^=;"]+/)?.[0].trim() ?? '';
  if (glob === '' || glob.length > LONGEST_GLOB) scanner.fail(GLOBS, start);
  if (isQuoted && scanner.take(/"/) === undefined) scanner.fail('a quotation mark at the end of the glob');
  try {
    globMatcher(glob);
  } catch {
    scanner.fail(GLOBS, start);
  }
  return glob;
}
