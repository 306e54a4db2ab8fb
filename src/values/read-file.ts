import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The flags to open with: without waiting for the other end of a pipe. Windows has no such flag (it counts as 0) and no such pipes. */
const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK;

/** A regular file, open for reading. */
export interface OpenFile {
  readonly descriptor: number;
  /** The size at the time of opening; some systems give files without one, such as those of /proc. */
  readonly bytes: number;
}

/**
 * Opens a regular file for as long as a function reads it. It refuses pipes and devices, some of which never end and
 * some of which never begin.
 *
 * @param largestBytes the size of the largest file that is opened
 * @throws the system's error where the file cannot be opened, or an error that says what is wrong with it
 */
export function withRegularFile<T>(path: string, largestBytes: number, read: (file: OpenFile) => T): T {
  const descriptor = openSync(path, READ_AT_ONCE);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > largestBytes) throw new Error(`it is larger than ${largestBytes} bytes`);
    return read({ descriptor, bytes: stats.size });
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a regular file of bounded size, see {@link withRegularFile}. It reads no more than it may where the file grows
 * meanwhile.
 *
 * @param largestBytes the size of the largest file that is read
 * @throws the system's error where the file cannot be read, or an error that says what is wrong with it
 */
export function readRegularFile(path: string, largestBytes: number): Buffer {
  return withRegularFile(path, largestBytes, ({ descriptor, bytes }) => {
    const most = bytes === 0 ? Math.min(largestBytes, 65_536) : bytes;
    const buffer = Buffer.allocUnsafe(most + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    if (length > largestBytes) throw new Error(`it is larger than ${largestBytes} bytes`);
    if (length > most) throw new Error('it grows while it is read');
    return buffer.subarray(0, length);
  });
}
