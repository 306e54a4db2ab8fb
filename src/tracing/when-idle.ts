import { Socket } from 'node:net';
import { repeat } from '../values/repeat.js';

const SECONDS_BETWEEN_LOOKS = 1;

/** The number of looks in a row that have to find nothing: between two pieces of work there may be nothing for a moment. */
const LOOKS = 2;

/**
 * Calls a function once nothing that Node knows of keeps the process alive any more, for some seconds in a row. Work of a
 * native package, of which Node does not know, does not count.
 *
 * @returns a function that ends the waiting
 */
export function whenIdle(act: () => void): () => void {
  let idleLooks = 0;
  const end = repeat(
    SECONDS_BETWEEN_LOOKS,
    () => {
      idleLooks = isIdle() ? idleLooks + 1 : 0;
      if (idleLooks < LOOKS) return;
      end();
      act();
    },
    () => {
      idleLooks = 0;
    },
  );
  return end;
}

/** A terminal or pipe is listed as active from its first use on, and keeps a process alive while it is read or written. */
function isIdle(): boolean {
  const isQuiet = (handle: unknown): boolean =>
    handle instanceof Socket && handle.writableLength === 0 && !isRead(Reflect.get(handle, '_handle'));
  // A list of them that Node.js does not document, as are members of it.
  const handles = (process as unknown as { _getActiveHandles(): readonly unknown[] })._getActiveHandles();
  const names = process.getActiveResourcesInfo();
  return names.every((name) => name === 'TTYWrap' || name === 'PipeWrap') && handles.every(isQuiet);
}

function isRead(native: unknown): boolean {
  return typeof native === 'object' && native !== null && Reflect.get(native, 'reading') === true;
}
