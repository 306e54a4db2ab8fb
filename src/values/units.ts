import { invalidOption } from './errors.js';

const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};

const SECONDS: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86400 };

/**
 * Reads an amount of memory: a number of bytes, or text such as `128KiB`, `1.5 GiB`, `64MB`, `4096`.
 *
 * @returns bytes, whole and at least 1
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function parseBytes(value: unknown, name: string): number {
  const bytes = readBytes(value);
  if (bytes === undefined) {
    throw invalidOption(name, value, 'an amount of memory above zero, such as 131072, "128KiB" or "1.5MiB"');
  }
  return bytes;
}

/** Reads an amount of memory as {@link parseBytes} does, and returns `undefined` where that would throw. */
export function readBytes(value: unknown): number | undefined {
  const bytes = parseQuantity(value, BYTE_UNITS, 'b');
  return bytes === undefined || !(bytes >= 1) || bytes > Number.MAX_SAFE_INTEGER ? undefined : Math.round(bytes);
}

/**
 * Reads a duration: a number of seconds, or text such as `15s`, `500ms`, `2min`, `1h`.
 *
 * @returns seconds, above zero
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function parseDuration(value: unknown, name: string): number {
  const seconds = readDuration(value);
  if (seconds === undefined || seconds === 0) {
    throw invalidOption(name, value, 'a duration above zero, such as 15, "15s", "500ms" or "2min"');
  }
  return seconds;
}

/** Reads a duration as {@link parseDuration} does, and zero; it returns `undefined` where the value is none. */
export function readDuration(value: unknown): number | undefined {
  const seconds = parseQuantity(value, SECONDS, 's');
  return seconds === undefined || !(seconds >= 0) || !Number.isFinite(seconds) ? undefined : seconds;
}

/** Prints bytes with a binary unit and three figures: `1.42 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** Prints a rate in bytes per second: `+12.3 KiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${bytesPerSecond > 0 ? '+' : ''}${formatBytes(bytesPerSecond)}/s`;
}

/** Prints a duration in the largest unit it fills: `850 ms`, `12.5 s`, `3.2 min`, `2.1 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
  if (seconds < 120) return `${trim(seconds)} s`;
  if (seconds < 7200) return `${trim(seconds / 60)} min`;
  return `${trim(seconds / 3600)} h`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(1)));
}

function parseQuantity(value: unknown, units: Readonly<Record<string, number>>, plain: string): number | undefined {
  if (typeof value === 'number') return value * (units[plain] ?? 1);
  if (typeof value !== 'string') return undefined;
  // Without the space at its end: two wishes for space beside one another would take turns over it, for hours.
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const unit = match[2].toLowerCase() || plain;
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
