import { readBytes, readDuration } from '../values/units.js';
import type { BudgetLimit, BudgetTarget } from './budget.js';
import type { Scanner } from './scanner.js';

const LIMITS = 'an amount ("512MiB"), a share above 0 to 100% ("80%") or a rate ("1MiB/min")';

/** Reads a limit, and throws where there is none, or a rate for a target whose growth is not measured. */
export function parseLimit(scanner: Scanner, target: BudgetTarget): BudgetLimit {
  const start = scanner.at;
  const number = scanner.take(/\d+(?:\.\d+)?/)?.[0];
  if (number === undefined) scanner.fail(LIMITS);
  const limit = scanner.take(/\s*%/) === undefined ? parseAmount(scanner, number) : shareOf(number);
  // Neither a unit nor the end of the word: "512Mb5", "1.2.3".
  if (limit === undefined || !scanner.isAtWordEnd) scanner.fail(LIMITS, start);
  if (limit.kind === 'rate' && target.kind !== 'retained' && !('glob' in target)) {
    scanner.fail(
      `an amount or a share of ${target.kind}: growth is measured of retained, site:, file: and package:`,
      start,
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
