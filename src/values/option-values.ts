import { invalidOption } from './errors.js';

/** A whole number within limits. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function integer(value: unknown, least: number, most: number, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw invalidOption(name, value, `a whole number from ${least} to ${most.toLocaleString('en')}`);
  }
  return value;
}

/** A number within limits. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function between(value: unknown, least: number, most: number, name: string): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw invalidOption(name, value, `a number from ${least} to ${most}`);
  }
  return value;
}

/** A quantity with a unit, within limits. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function within(
  given: unknown,
  name: string,
  range: { parse: (given: unknown, name: string) => number; least: number; most: number; accepted: string },
): number {
  const value = range.parse(given, name);
  if (value < range.least || value > range.most) throw invalidOption(name, given, range.accepted);
  return value;
}

/** A share of a whole. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function share(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) {
    throw invalidOption(name, value, 'a number above 0, at most 1');
  }
  return value;
}

/** One of several words. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function oneOf<T extends string>(value: unknown, accepted: readonly T[], name: string): T {
  const found = accepted.find((one) => one === value);
  if (found === undefined) throw invalidOption(name, value, `one of ${accepted.join(', ')}`);
  return found;
}

/** An object with no other keys than these. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function onlyKeys(value: unknown, known: readonly string[], name: string): void {
  const accepted = `an object with ${known.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidOption(name, value, accepted);
  for (const key of Object.keys(value))
    if (!known.includes(key)) throw invalidOption(name, key, `only ${known.join(', ')}`);
}

/** True or false, or as variables have it `on` or `off`. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function onOrOff(value: unknown, name: string): boolean {
  const found = switchOf(value);
  if (typeof found !== 'boolean') throw invalidOption(name, value, 'true or false, "on" or "off"');
  return found;
}

/** `on` and `off` as true and false, anything else as it is. */
export function switchOf(value: unknown): unknown {
  return value === 'on' ? true : value === 'off' ? false : value;
}

/** True or false. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function flag(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw invalidOption(name, value, 'true or false');
  return value;
}

/** An object whose values are all text. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function texts(value: unknown, name: string): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidOption(name, value, 'an object of texts');
  }
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== 'string') throw invalidOption(`${name}.${key}`, one, 'a text');
  }
  return { ...(value as Record<string, string>) };
}
