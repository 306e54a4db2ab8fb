import type { FoundLeak } from '../growth/leak-finder.js';
import { nameOf } from '../growth/group-leaks.js';
import type { SuspectReport } from '../report/report.js';
import type { Frame } from '../snapshot/frame.js';

/** The most functions that are remembered of one leak. */
const MOST_SITES = 200;

/** What is remembered of a leak. */
interface KnownLeak {
  readonly id: string;
  /** The site that names it at present. */
  site: string;
  isByCaller: boolean;
  isExact: boolean;
  /** The functions that it was seen in. */
  readonly sites: Set<string>;
}

/**
 * Remembers leaks by the functions that they were seen in, so that one is the same leak whatever V8 inlines, and whatever
 * function turns out to name it best.
 */
export class KnownLeaks {
  #known: KnownLeak[];

  /** @param previous the suspects that were last reported by another sampler */
  constructor(previous: readonly SuspectReport[] = []) {
    this.#known = previous.map(({ id, site, parts }) => ({
      id,
      site,
      isByCaller: false,
      isExact: false,
      sites: new Set([site, ...parts.map((part) => part.site)]),
    }));
  }

  isName({ site }: Pick<Frame, 'site'>): boolean {
    return this.#known.some((known) => known.site === site);
  }

  /** Says whether a leak is named by a caller. @param isExact whether V8 had inlined nothing when it was */
  isCaller({ site }: Pick<Frame, 'site'>, isExact: boolean): boolean {
    return this.#known.some((known) => known.site === site && known.isByCaller && known.isExact === isExact);
  }

  /** Gives each leak the name that it had before, or else one that no other has. */
  identify<Leak extends FoundLeak>(found: readonly Leak[]): ReadonlyMap<Leak, string> {
    const ids = new Map<Leak, string>();
    const free = new Set(this.#known);
    // Those that have kept their site first: another one that was seen in the same functions is a new leak.
    for (const isSame of [hasSameSite, hasSeenSite, isSeenSite]) {
      for (const leak of found) {
        const known = ids.has(leak) ? undefined : [...free].find((one) => isSame(one, leak));
        if (known === undefined) continue;
        ids.set(leak, known.id);
        free.delete(known);
        remember(known, leak);
      }
    }
    for (const leak of found) if (!ids.has(leak)) ids.set(leak, this.#add(leak));
    return ids;
  }

  /** Forgets the leaks that are over. @param ids those that are not */
  keep(ids: ReadonlySet<string>): void {
    this.#known = this.#known.filter(({ id }) => ids.has(id));
  }

  #add(leak: FoundLeak): string {
    const { site } = nameOf(leak);
    let id = site;
    for (let n = 2; this.#known.some((known) => known.id === id); n += 1) id = `${site} (${n})`;
    const known = { id, site, isByCaller: false, isExact: false, sites: new Set<string>() };
    remember(known, leak);
    this.#known.push(known);
    return id;
  }
}

function hasSameSite({ site }: KnownLeak, leak: FoundLeak): boolean {
  return site === nameOf(leak).site;
}

function hasSeenSite({ sites }: KnownLeak, leak: FoundLeak): boolean {
  return sites.has(nameOf(leak).site);
}

function isSeenSite({ site }: KnownLeak, { explains }: FoundLeak): boolean {
  return explains.has(site);
}

function remember(known: KnownLeak, leak: FoundLeak): void {
  const { site } = nameOf(leak);
  known.site = site;
  known.isByCaller = leak.isByCaller;
  known.isExact = leak.isExact;
  for (const one of [site, ...leak.explains, ...leak.stacks.map((stack) => stack.site.site)]) {
    if (known.sites.size < MOST_SITES) known.sites.add(one);
  }
}
