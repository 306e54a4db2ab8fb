import { readFileSync, statSync } from 'node:fs';

/** Returns the text of a file. Throws where it is larger than allowed, or the system's error where it cannot be read. */
export function readText(path: string, largestBytes: number): string {
  if (statSync(path).size > largestBytes) throw new Error(`${path} is too large`);
  return readFileSync(path, 'utf8');
}
