import { ReadGate } from '../threads/read-gate.js';
import { now } from '../v8/clock.js';
import { inlineAgain } from '../v8/inlining.js';
import { watchInspectorCommands } from '../v8/other-profilers.js';
import { callGuarded } from '../values/guard.js';
import { refusalAfter, zoomRefusal } from '../v8/zoom-refusal.js';

/** The zooms of this process, whichever installed copy of this package makes them. */
interface Zooms {
  /** The cells of the gates that are closed while a sampler thread keeps V8 from inlining. */
  readonly cells: Set<Int32Array>;
  /** The time at which one was allowed the last time, monotonic seconds. */
  allowedSeconds: number;
  /** The reason why there is none any more. */
  refusal: string | undefined;
  /** True while this package itself has V8 throw its code away, with a command that also begins coverage. */
  isInliningAgain: boolean;
}

const ZOOMS = Symbol.for('heapgauge.zooms');

/**
 * Follows the gate that a sampler thread closes while it keeps V8 from inlining.
 *
 * @returns a function that is called once the thread has ended, and has V8 inline again where it died within a zoom
 */
export function followZooms(gate: ReadGate): () => void {
  const zooms = zoomsOfProcess();
  zooms.cells.add(gate.cell);
  return () => {
    zooms.cells.delete(gate.cell);
    if (gate.isClosed) recover(zooms);
  };
}

/**
 * Allows a zoom, one at a time in a process.
 *
 * @param gapSeconds the shortest time since the last one was allowed
 * @returns the reason why there must be none now, or `null`
 */
export function allowZoom(gapSeconds: number): string | null {
  const zooms = zoomsOfProcess();
  const refusal = zooms.refusal ?? zoomRefusal();
  if (refusal !== undefined) return refusal;
  const isOther = [...zooms.cells].some((cell) => new ReadGate(cell).isClosed);
  if (isOther || now() - zooms.allowedSeconds < gapSeconds) return 'another monitor of this process has just done so';
  zooms.allowedSeconds = now();
  return null;
}

function zoomsOfProcess(): Zooms {
  const holder = globalThis as { [ZOOMS]?: Zooms };
  const known = holder[ZOOMS];
  if (known !== undefined) return known;
  const zooms: Zooms = { cells: new Set(), allowedSeconds: -Infinity, refusal: undefined, isInliningAgain: false };
  Object.defineProperty(holder, ZOOMS, { value: zooms });
  watchInspectorCommands((command) => {
    const refusal = refusalAfter(command);
    if (refusal !== undefined && !zooms.isInliningAgain) endZooms(zooms, refusal);
  });
  return zooms;
}

/** Ends the zoom that goes on, before it returns, and has no other begin. */
function endZooms(zooms: Zooms, refusal: string): void {
  zooms.refusal = refusal;
  for (const cell of zooms.cells) {
    const gate = new ReadGate(cell);
    const isZoom = gate.isClosed;
    gate.spinUntilOpen();
    if (isZoom) recover(zooms);
  }
}

function recover(zooms: Zooms): void {
  zooms.isInliningAgain = true;
  callGuarded(inlineAgain, () => undefined);
  zooms.isInliningAgain = false;
}
