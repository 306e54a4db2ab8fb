import { CONFIG } from '../config.js';

/** A series by its Prometheus name, restricted by the configured selector and by further matchers. */
export function select(name: string, ...matchers: readonly string[]): string {
  const all = [CONFIG.selector, ...matchers].filter((matcher) => matcher !== '');
  return all.length === 0 ? name : `${name}{${all.join(', ')}}`;
}

/** The matcher of the main thread; what an older version publishes says nothing of threads, and is of that. */
export const OF_MAIN_THREAD = 'thread=~"main|"';

/** A duration in PromQL, in the largest unit of which it is a whole number: `90m`, `6h`. */
export function duration(seconds: number): string {
  if (seconds % 86400 === 0) return `${seconds / 86400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/** A duration in words, in whole hours or else in minutes: `6 hours`, `one minute`. */
export function spelledDuration(seconds: number): string {
  const [count, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [seconds / 60, 'minute'];
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}

/** The labels that identify a process, and those of something in it where more are given. */
export function perInstance(...labels: readonly string[]): string {
  return [...CONFIG.instanceLabels, ...labels].join(', ');
}

/** The labels that identify a program, and those of something in all its processes where more are given. */
export function perJob(...labels: readonly string[]): string {
  return [...CONFIG.jobLabels, ...labels].join(', ');
}
