import { packageOf } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { OWN_CODE } from '../values/own-code.js';
import { type Frame, isProgramFrame } from './frame.js';

/** The name of the package in frames of this package, wherever its files lie. */
export const OWN_PACKAGE = 'heapgauge';

/** The folder from which this package's code runs, where it is not bundled. */
const OWN_FOLDER = OWN_CODE === undefined ? undefined : plainPath(OWN_CODE.href);

/** Returns true for a script of this package; where the package is bundled, no script is. */
export function isOwnFile(script: string): boolean {
  return OWN_FOLDER !== undefined && script.startsWith(OWN_FOLDER);
}

/** The packages that work for this one: what they allocate when it calls them is its own cost. */
const OWN_LIBRARIES: ReadonlySet<string | null> = new Set<string | null>([
  '@jridgewell/resolve-uri',
  '@jridgewell/sourcemap-codec',
  'picomatch',
  '@jridgewell/trace-mapping',
]);

/** Returns true for a script of a package that works for this one, whoever calls it. */
export function isOwnLibrary(script: string): boolean {
  return OWN_LIBRARIES.has(packageOf(script));
}

/** Returns true where a frame of a library works for a frame of this package. */
export function worksForUs(frame: Pick<Frame, 'package'>, caller: Pick<Frame, 'package'> | undefined): boolean {
  return caller?.package === OWN_PACKAGE && OWN_LIBRARIES.has(frame.package);
}

/** Returns true for a stack, the outermost call first, whose innermost code is the program's when Node's is left out. */
export function isProgramStack(frames: readonly Frame[]): boolean {
  const last = frames.findLast((frame) => isProgramFrame(frame) && !OWN_LIBRARIES.has(frame.package));
  return last !== undefined && last.package !== OWN_PACKAGE;
}
