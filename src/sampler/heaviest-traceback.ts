import type { Frame } from '../snapshot/frame.js';
import { describeFrame } from '../snapshot/traceback.js';
import type { Profile } from '../v8/profile.js';

/** The profile of a read with a name for each of its nodes. */
export interface AttributedProfile {
  readonly profile: Profile;
  /** The frame of each row of the node table. */
  readonly frames: readonly Frame[];
  /** The frame of the site that each row of the node table belongs to. */
  readonly sites: readonly Frame[];
}

/**
 * Finds the stack that holds most of a site's bytes: one line a frame, the function that allocates first.
 *
 * @param isCounted says by a sample's ordinal whether it counts; all do where none of the site's does
 */
export function heaviestTraceback(
  { profile: { nodes, samples }, frames, sites }: AttributedProfile,
  site: string,
  isCounted: (ordinal: number) => boolean,
): string[] {
  const [counted, all] = [new Map<number, number>(), new Map<number, number>()];
  for (let row = 0; row < samples.count; row += 1) {
    const node = samples.node[row] ?? 0;
    if (sites[node]?.site !== site) continue;
    const weightBytes = samples.weightBytes[row] ?? 0;
    all.set(node, (all.get(node) ?? 0) + weightBytes);
    if (isCounted(samples.ordinal[row] ?? 0)) counted.set(node, (counted.get(node) ?? 0) + weightBytes);
  }
  const [heaviest] = [...(counted.size > 0 ? counted : all)].sort(([, a], [, b]) => b - a);
  const lines: string[] = [];
  // The root stands above every stack and says nothing.
  for (let node = heaviest?.[0] ?? 0; node > 0; node = nodes.parent[node] ?? 0) {
    const frame = frames[node];
    if (frame !== undefined) lines.push(describeFrame(frame));
  }
  return lines;
}
