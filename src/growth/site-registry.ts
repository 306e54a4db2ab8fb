import { type Frame, OTHER_FRAME } from '../snapshot/frame.js';
import { SiteSeries } from './site-series.js';

/** At most this many sites are followed one by one; what further ones allocate is added up. */
const MOST_SITES = 10_000;

/** The series of all sites, by name and by index. */
export class SiteRegistry {
  readonly #bySite = new Map<string, SiteSeries>();
  readonly #freeIndexes: number[] = [];
  #end = 0;

  /** The number one above the highest index of a series. */
  get end(): number {
    return this.#end;
  }

  get size(): number {
    return this.#bySite.size;
  }

  all(): Iterable<SiteSeries> {
    return this.#bySite.values();
  }

  /** Gives the series of a site, a new one where it has none. */
  seriesOf(place: Frame): SiteSeries {
    const known = this.#bySite.get(place.site);
    if (known !== undefined) return known;
    if (this.size >= MOST_SITES && place !== OTHER_FRAME) return this.seriesOf(OTHER_FRAME);
    const series = new SiteSeries(place, this.#freeIndexes.pop() ?? this.#end++);
    this.#bySite.set(place.site, series);
    return series;
  }

  /** Drops a series; should its site come again, it begins a new one. */
  drop({ place, index }: SiteSeries): void {
    this.#bySite.delete(place.site);
    this.#freeIndexes.push(index);
  }
}
