import { OWN_CODE } from './own-code.js';

/**
 * Gives what stands for a thing of which a thread has only one: the first copy of this package's code that has asked keeps
 * its own. A worker thread may have two copies, the application's and the script by which the sampler thread watches it.
 *
 * Copies of another installation are none of these, and neither is one in a bundle.
 */
export function oneOnThread<T>(name: string, own: T): T {
  if (OWN_CODE === undefined) return own;
  const key = onThread(name, OWN_CODE);
  const present = Reflect.get(globalThis, key) as T | undefined;
  if (present === undefined) Reflect.defineProperty(globalThis, key, { value: own });
  return present ?? own;
}

/** The key of `globalThis` below which a thing is kept. @param code where the package's code lies */
export function onThread(name: string, code: URL): symbol {
  return Symbol.for(`heapgauge.${name} ${code.href}`);
}
