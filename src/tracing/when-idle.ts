import { Socket } from 'node:net';
import process from 'node:process';
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

/** A terminal or pipe that is written to is listed as active and keeps no process alive; what is read from does. */
function isIdle(): boolean {
  const outputs = [process.stdout, process.stderr].filter((stream) => stream instanceof Socket).length;
  const active = process.getActiveResourcesInfo();
  return active.length <= outputs && active.every((name) => name === 'TTYWrap' || name === 'PipeWrap');
}
