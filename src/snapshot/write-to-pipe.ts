import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** Longest wait for somebody to read, and between two tries, in milliseconds. */
const [PATIENCE, BETWEEN] = [5000, 10];

/** What nobody ever wakes. */
const NOBODY = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes to a pipe or a device. Whoever reads may come late and read slowly; where nobody reads, the thread does not wait
 * for longer than five seconds.
 *
 * @throws the system's error, or one that says that nobody reads
 */
export function writeToPipe(path: string, bytes: Uint8Array): void {
  const file = patiently(path, 'ENXIO', () => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  try {
    for (let written = 0; written < bytes.length;) {
      written += patiently(path, 'EAGAIN', () => writeSync(file, bytes, written));
    }
  } finally {
    closeSync(file);
  }
}

/** Tries again while the system's answer is that nobody reads. */
function patiently<T>(path: string, code: string, act: () => T): T {
  // Tries are counted, as an application's tests may stop the clocks.
  for (let tries = 0; ; tries += 1) {
    try {
      return act();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== code) throw error;
      if (tries >= PATIENCE / BETWEEN) {
        const message = `${path}: nobody has read from it for ${PATIENCE / 1000} s`;
        throw Object.assign(new Error(message, { cause: error }), { code });
      }
    }
    Atomics.wait(NOBODY, 0, 0, BETWEEN);
  }
}
