import { packagedFile } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { type Frame, isProgramFrame } from './frame.js';

/** The package name that frames of this package carry, wherever its files lie. */
export const OWN_PACKAGE = 'heapgauge';

/**
 * The folder this package's code runs from. In a bundle there is none: it is the application's, and so is all that lies
 * there.
 */
const OWN_FOLDER = import.meta.url.endsWith('/snapshot/own-files.js')
  ? plainPath(new URL('../', import.meta.url).href)
  : undefined;

/** True for a script of this package; where it is bundled, none is. */
export function isOwnFile(script: string): boolean {
  return OWN_FOLDER !== undefined && script.startsWith(OWN_FOLDER);
}

/** Packages that work for this one: what they allocate when it calls them is its own cost. */
const OWN_LIBRARIES: ReadonlySet<string | null> = new Set<string | null>([
  '@jridgewell/resolve-uri',
  '@jridgewell/sourcemap-codec',
  '@jridgewell/trace-mapping',
  'picomatch',
]);

/** True for a script of one of them, whoever uses it. */
export function isOwnLibrary(script: string): boolean {
  return OWN_LIBRARIES.has(packagedFile(script, '').package);
}

/** True where a frame of a library works for a frame of this package. */
export function worksForUs(frame: Pick<Frame, 'package'>, caller: Pick<Frame, 'package'> | undefined): boolean {
  return caller?.package === OWN_PACKAGE && OWN_LIBRARIES.has(frame.package);
}

/** True for calls, the outermost first, of which the program's code was the innermost that is not Node's. */
export function isProgramStack(frames: readonly Frame[]): boolean {
  const last = frames.findLast((frame) => isProgramFrame(frame) && !OWN_LIBRARIES.has(frame.package));
  return last !== undefined && last.package !== OWN_PACKAGE;
}
