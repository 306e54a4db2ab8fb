import type { SuspectReport } from './report.js';

/** A function of the program on the stacks of a leak, above the place of the leak. */
export interface Caller {
  readonly site: string;
  /** The share of the leak's growth whose stacks, of those that are known, have the function, 0 to 1. */
  readonly share: number;
}

/** Matches a line of a traceback: the function and, within brackets, its place. */
const LINE = /^(.*) \((.+)\)$/;

/**
 * Lists the functions of the program that call a leak, the nearest first. A process in which V8 has inlined the leaking
 * function into one of them names the leak by that one.
 */
export function callersOf({ site, tracebacks, tracebackShares }: SuspectReport): Caller[] {
  const shares = new Map<string, number>();
  tracebacks.forEach((stack, n) => {
    const sites = stack.map(siteOf);
    // A stack without the place of the leak says nothing of what calls it.
    const place = sites.lastIndexOf(site);
    const callers = place === -1 ? [] : sites.slice(place + 1).filter((one) => one !== undefined);
    for (const caller of new Set(callers)) shares.set(caller, (shares.get(caller) ?? 0) + (tracebackShares[n] ?? 0));
  });
  return [...shares].map(([caller, share]) => ({ site: caller, share }));
}

/** Gives the site that a line of a traceback stands for; `undefined` for builtins and Node's own functions. */
function siteOf(line: string): string | undefined {
  const [, name, place] = LINE.exec(line) ?? [];
  return name === undefined || place === undefined || place.startsWith('node:') ? undefined : `${name} ${place}`;
}
