import { CONFIG } from '../config.js';

/** A series by its Prometheus name, narrowed to the processes that the rules are for. */
export function select(name: string, ...matchers: readonly string[]): string {
  const all = [CONFIG.selector, ...matchers].filter((matcher) => matcher !== '');
  return all.length === 0 ? name : `${name}{${all.join(', ')}}`;
}

/** A duration as PromQL writes it, in the largest unit that it is a whole number of: `90m`, `6h`. */
export function duration(seconds: number): string {
  if (seconds % 86400 === 0) return `${seconds / 86400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/** The same for a person. */
export function spelledDuration(seconds: number): string {
  const [count, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [seconds / 60, 'minute'];
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}

/** Labels of a process and, given more, of what is in it. */
export function perInstance(...labels: readonly string[]): string {
  return [...CONFIG.instanceLabels, ...labels].join(', ');
}

/** Labels of a program and, given more, of what is in all its processes. */
export function perJob(...labels: readonly string[]): string {
  return [...CONFIG.jobLabels, ...labels].join(', ');
}
