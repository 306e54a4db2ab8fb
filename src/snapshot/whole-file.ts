import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';

/**
 * Writes a file whole or not at all: beside its place first, and moved there when it is complete. A file that is replaced
 * keeps its mode, and a link to it stays a link. What is not a regular file, such as a pipe or a device, is written to.
 *
 * @throws the system's error
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) writeFileSync(path, bytes);
  else replace(existing === undefined ? path : realpathSync(path), bytes, existing);
}

function replace(path: string, bytes: Uint8Array, existing: Stats | undefined): void {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(unfinished, 'wx');
    try {
      if (existing !== undefined) fchmodSync(file, existing.mode);
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
