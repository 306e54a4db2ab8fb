import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeToPipe } from './write-to-pipe.js';

/** The age at which an unfinished file is nobody's any more: whoever wrote it was ended meanwhile. */
const ABANDONED_SECONDS = 3600;

/**
 * Writes a file whole or not at all: beside its place first, and moved there when it is complete. A file that is replaced
 * keeps its mode, and a link stays a link, to a file that is not there yet as well. What is not a regular file, such as a
 * pipe or a device, is written to.
 *
 * @throws the system's error
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    writeToPipe(path, bytes);
    return;
  }
  const target = existing === undefined ? linkedPath(path) : realpathSync(path);
  // It would be replaced although it may not be written to.
  if (existing !== undefined) accessSync(target, constants.W_OK);
  quietly(() => {
    removeAbandoned(target);
  });
  replace(target, bytes, existing);
}

function replace(path: string, bytes: Uint8Array, existing: Stats | undefined): void {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(unfinished, 'wx');
    try {
      // Some file systems know no modes.
      if (existing !== undefined)
        quietly(() => {
          fchmodSync(file, existing.mode);
        });
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    quietly(() => {
      rmSync(unfinished, { force: true });
    });
    throw error;
  }
}

/** Gives the path of a file that is not there yet, where links lead to it. */
function linkedPath(path: string): string {
  const link = lstatSync(path, { throwIfNoEntry: false });
  // The system has followed the links before, and refuses circles.
  return link?.isSymbolicLink() === true ? linkedPath(resolve(dirname(path), readlinkSync(path))) : path;
}

/** Removes what a process that was killed while it wrote this file has left. */
function removeAbandoned(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  for (const other of readdirSync(folder)) {
    if (!other.startsWith(`${name}.`) || !UNFINISHED.test(other.slice(name.length))) continue;
    const unfinished = join(folder, other);
    if (lstatSync(unfinished).mtimeMs < Date.now() - ABANDONED_SECONDS * 1000) rmSync(unfinished);
  }
}

/** Matches what stands after a file's name while it is being written. */
const UNFINISHED = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Does what need not succeed. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The file is written all the same, or another error says why not.
  }
}
