import { packagedFile, packageOf } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { isOwnFile } from '../snapshot/own-files.js';
import type { Profile } from '../v8/profile.js';
import { shortName } from '../values/short-name.js';

/** The name of worker threads whose code was given as text. */
const NO_FILE = 'worker:(eval)';

/** Gives the name of the worker threads that were started with a file. @param file its address or path */
export function threadName(file: string): string {
  const path = plainPath(file);
  if (!isFile(path)) return NO_FILE;
  return `worker:${shortName(packagedFile(path, process.cwd().replaceAll('\\', '/')).shortPath)}`;
}

/** Returns true where a thread was started with the file of a package, as a pool starts those that run the program's files. */
export function isOfPackage(file: string): boolean {
  return packageOf(plainPath(file)) !== null;
}

/**
 * Finds the program's file that a thread runs which was started with a package's: the outermost one on most of the stacks
 * that allocate there. It is `undefined` where none of the program's files is on any.
 */
export function entryOfProfile({ nodes, samples, strings }: Profile): string | undefined {
  // Parents stand before their children.
  const outermost = new Int32Array(nodes.count).fill(-1);
  const isProgram = strings.map((script) => {
    const path = plainPath(script);
    return isFile(path) && packageOf(path) === null && !isOwnFile(path);
  });
  for (let row = 0; row < nodes.count; row += 1) {
    const script = nodes.script[row] ?? 0;
    const above = outermost[nodes.parent[row] ?? -1] ?? -1;
    outermost[row] = above >= 0 ? above : isProgram[script] === true ? script : -1;
  }
  const counts = new Map<number, number>();
  for (const node of samples.node) {
    const script = outermost[node] ?? -1;
    if (script >= 0) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined ? undefined : strings[most[0]];
}

/** Returns true for the path of a file, with forward slashes. */
function isFile(path: string): boolean {
  return /^(\/|[A-Za-z]:\/)/.test(path);
}
