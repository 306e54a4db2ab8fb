import { invalidOption } from './errors.js';
import { parseBytes, parseDuration, readDuration } from './units.js';

/**
 * Checks that an option is a whole number within limits.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function integer(value: unknown, least: number, most: number, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw invalidOption(name, value, `a whole number from ${least} to ${most.toLocaleString('en')}`);
  }
  return value;
}

/**
 * Checks that an option is a number within limits.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function between(value: unknown, least: number, most: number, name: string): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw invalidOption(name, value, `a number from ${least} to ${most}`);
  }
  return value;
}

/**
 * Checks that an option is a share of a whole: a number above 0, at most 1.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function share(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) {
    throw invalidOption(name, value, 'a number above 0, at most 1');
  }
  return value;
}

/**
 * Reads an amount of memory within limits.
 *
 * @param least the smallest that is accepted, as a person would write it
 * @returns bytes
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function bytesBetween(given: unknown, least: string, most: string, name: string): number {
  const bytes = parseBytes(given, name);
  if (bytes < parseBytes(least, name) || bytes > parseBytes(most, name)) {
    throw invalidOption(name, given, `an amount of memory from ${least} to ${most}`);
  }
  return bytes;
}

/**
 * Reads a duration within limits.
 *
 * @param least the shortest that is accepted, as a person would write it
 * @returns seconds
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function durationBetween(given: unknown, least: string, most: string, name: string): number {
  const seconds = parseDuration(given, name);
  if (seconds < parseDuration(least, name) || seconds > parseDuration(most, name)) {
    throw invalidOption(name, given, `a duration from ${least} to ${most}`);
  }
  return seconds;
}

/**
 * Reads a duration within limits, or `false` or `off`, or `auto`.
 *
 * @param on the duration that `true` and `on` stand for
 * @returns seconds, `auto` or false
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function durationAutoOrOff(
  given: unknown,
  { on, least, most }: { readonly on: string; readonly least: string; readonly most: string },
  name: string,
): number | 'auto' | false {
  if (given === 'auto') return given;
  const value = switchOf(given);
  if (value === false) return false;
  const seconds = readDuration(value === true ? on : value);
  if (seconds === undefined || seconds < parseDuration(least, name) || seconds > parseDuration(most, name)) {
    throw invalidOption(name, given, `a duration from ${least} to ${most}, or "on", "off" or "auto"`);
  }
  return seconds;
}

/**
 * Checks that an option is one of several words.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function oneOf<T extends string>(value: unknown, accepted: readonly T[], name: string): T {
  const found = accepted.find((one) => one === value);
  if (found === undefined) throw invalidOption(name, value, `one of ${accepted.join(', ')}`);
  return found;
}

/**
 * Checks that a value is an object with no other keys than these.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function onlyKeys(value: unknown, known: readonly string[], name: string): void {
  const accepted = `an object with ${known.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidOption(name, value, accepted);
  for (const key of Object.keys(value))
    if (!known.includes(key)) throw invalidOption(name, key, `only ${known.join(', ')}`);
}

/**
 * Reads true or false, or as variables have it `on` or `off`.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function onOrOff(value: unknown, name: string): boolean {
  const found = switchOf(value);
  if (typeof found !== 'boolean') throw invalidOption(name, value, 'true or false, "on" or "off"');
  return found;
}

/**
 * Checks that an option is true or false.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function flag(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw invalidOption(name, value, 'true or false');
  return value;
}

/** Returns true for `on`, false for `off`, and anything else as it is. */
function switchOf(value: unknown): unknown {
  return value === 'on' ? true : value === 'off' ? false : value;
}
