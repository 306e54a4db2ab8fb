import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The flags to open with: without waiting for the other end of a pipe. Windows has no such flag (it counts as 0) and no such pipes. */
const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a regular file of bounded size. It refuses pipes and devices, some of which never end and some of which never
 * begin, and reads no more than it may where the file grows meanwhile.
 *
 * @param largestBytes the size of the largest file that is read
 * @throws the system's error where the file cannot be read, or an error that says what is wrong with it
 */
export function readRegularFile(path: string, largestBytes: number): Buffer {
  const file = openSync(path, READ_AT_ONCE);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    // Some systems give files without a size, such as those of /proc.
    const most = Math.min(largestBytes, stats.size === 0 ? 65_536 : stats.size);
    const buffer = Buffer.allocUnsafe(most + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    if (length > largestBytes) throw new Error(`it is larger than ${largestBytes} bytes`);
    if (length > most) throw new Error('it grows while it is read');
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
