import { FrameTable } from '../snapshot/frame-table.js';

let table: FrameTable | undefined;

/** Returns the frames of this thread, which all tracers share. */
export function ownFrames(): FrameTable {
  table ??= new FrameTable();
  return table;
}
