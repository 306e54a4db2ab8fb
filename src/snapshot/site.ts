import type { Profile } from '../profiler/profile.js';
import { packagedFile } from '../symbols/packages.js';
import { type Frame, frameOf, isProgramFrame } from './frame.js';

/** Where memory is allocated, as everything downstream names it. */
export interface Site extends Frame {
  /** Short name, the same after a restart of the same code: `MemoryStore.set express-session/session/memory.js:121`. */
  readonly site: string;
  readonly package: string | null;
}

/** Names the site of every node of a profile; names are kept, so that a site is one object for life. */
export class SiteTable {
  readonly #workingDirectory: string;
  readonly #capacity: number;
  #sites = new Map<string, Site>();

  /** @param options.capacity names kept before the memory is emptied and begun anew, @default 20,000 */
  constructor(options: { workingDirectory: string; capacity?: number }) {
    this.#workingDirectory = options.workingDirectory.replaceAll('\\', '/');
    this.#capacity = options.capacity ?? 20_000;
  }

  /**
   * The site of each row of the node table: the innermost frame of the program on its stack, else the innermost
   * frame there is. V8's buckets, such as `(V8 API)`, are sites of their own.
   */
  sitesOf(profile: Profile): readonly Site[] {
    if (this.#sites.size > this.#capacity) this.#sites = new Map();
    const sites: Site[] = [];
    const isProgram: boolean[] = [];
    for (let row = 0; row < profile.nodes.count; row += 1) {
      const frame = frameOf(profile, row);
      const parent = profile.nodes.parent[row] ?? -1;
      const inherited = parent >= 0 && isProgram[parent] === true ? sites[parent] : undefined;
      const own = isProgramFrame(frame);
      sites.push(own || inherited === undefined ? this.#siteOf(frame) : inherited);
      isProgram.push(own || inherited !== undefined);
    }
    return sites;
  }

  #siteOf(frame: Frame): Site {
    const { package: packageName, shortPath } = packagedFile(frame.file, this.#workingDirectory);
    const site = shortPath === '' ? frame.function : `${frame.function} ${shortPath}:${frame.line}`;
    const known = this.#sites.get(site);
    if (known !== undefined) return known;
    const made: Site = { site, ...frame, package: packageName };
    this.#sites.set(site, made);
    return made;
  }
}
