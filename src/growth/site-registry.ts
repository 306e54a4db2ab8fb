import type { Frame } from '../snapshot/frame.js';
import { SiteSeries } from './site-series.js';

/** Sites followed one by one; what further ones allocate is added up. */
const MOST_SITES = 10_000;

/** The site that stands for all that are not told apart. */
export const OTHER_SITE = '(other)';

/** Its frame. */
export const OTHER: Frame = { site: OTHER_SITE, function: OTHER_SITE, file: '', line: 0, package: null };

/** The accounts of all sites, by name and by number. */
export class SiteRegistry {
  readonly #byName = new Map<string, SiteSeries>();
  readonly #freeNumbers: number[] = [];
  #end = 0;

  /** One above the highest number. */
  get end(): number {
    return this.#end;
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): Iterable<SiteSeries> {
    return this.#byName.values();
  }

  /** The account of a site, opened where it has none. */
  accountOf(site: Frame): SiteSeries {
    const known = this.#byName.get(site.site);
    if (known !== undefined) return known;
    if (this.size >= MOST_SITES && site !== OTHER) return this.accountOf(OTHER);
    const account = new SiteSeries(site, this.#freeNumbers.pop() ?? this.#end++);
    this.#byName.set(site.site, account);
    return account;
  }

  close({ site, number }: SiteSeries): void {
    this.#byName.delete(site.site);
    this.#freeNumbers.push(number);
  }
}
