import { FrameTable } from '../snapshot/frame-table.js';
import { sourceMaps } from '../symbols/shared.js';
import { now } from '../v8/clock.js';
import { ownMaps } from './own-maps.js';

/** The most seconds that one snapshot spends on source maps, as the application waits for it. */
const MAP_SECONDS = 5;

let table: FrameTable | undefined;

/** Returns the frames of this thread, which all tracers share. */
export function ownFrames(): FrameTable {
  table ??= new FrameTable({ mapSeconds: MAP_SECONDS, sourceMaps, findMaps: ownMaps(sourceMaps), now });
  return table;
}
