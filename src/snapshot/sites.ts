import type { NodeTable, Profile } from '../v8/profile.js';
import { type Frame, isProgramFrame, UNKNOWN_FRAME, UNNAMED_SCRIPT } from './frame.js';
import { worksForUs } from './own-files.js';

/**
 * Finds, for each row of a node table, the row of its site: the innermost frame of the program on its stack, else the
 * innermost of Node's own or of what V8 has forgotten, else the innermost there is. V8's buckets, such as `(V8 API)`, are
 * sites of their own. What the libraries of this package allocate for it is attributed to this package.
 */
export function siteRows(nodes: Pick<NodeTable, 'count' | 'parent'>, frames: readonly Frame[]): Int32Array {
  const sites = new Int32Array(nodes.count);
  for (let row = 0; row < nodes.count; row += 1) {
    const parent = nodes.parent[row] ?? -1;
    const inherited = parent >= 0 ? (sites[parent] ?? 0) : row;
    const [own, caller] = [frames[row], frames[inherited]];
    const isOwn = rankOf(own) >= rankOf(caller) && !(own !== undefined && worksForUs(own, caller));
    sites[row] = isOwn ? row : inherited;
  }
  return sites;
}

/** Finds the frame of the site of each row, see {@link siteRows}. */
export function sitesOf({ nodes }: Pick<Profile, 'nodes'>, frames: readonly Frame[]): readonly Frame[] {
  return Array.from(siteRows(nodes, frames), (row) => frames[row] ?? UNKNOWN_FRAME);
}

function rankOf(frame: Frame | undefined): number {
  if (frame === undefined || frame.file === '') return 0;
  // V8 has forgotten what it was.
  if (frame.file === UNNAMED_SCRIPT) return 1;
  return isProgramFrame(frame) ? 2 : 1;
}
