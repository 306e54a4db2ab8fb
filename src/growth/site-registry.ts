import { type Frame, OTHER_FRAME } from '../snapshot/frame.js';
import { SiteSeries } from './site-series.js';

/** The share of the sites that make room for others once there are as many as may be. */
const SHARE_TO_DROP: number = 1 / 8;

/** The series of all sites, by name and by index. */
export class SiteRegistry {
  readonly #mostSites: number;
  readonly #bySite = new Map<string, SiteSeries>();
  readonly #byIndex: Array<SiteSeries | undefined> = [];
  readonly #freeIndexes: number[] = [];
  #end = 0;

  /** Begins without sites. @param mostSites the number that is followed one by one; what further ones allocate is added up */
  constructor(mostSites = 10_000) {
    this.#mostSites = mostSites;
  }

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

  /** Gives the series that has an index, `undefined` where none has. */
  at(index: number): SiteSeries | undefined {
    return this.#byIndex[index];
  }

  /** Gives the series of a site, `undefined` where it has none. */
  find(site: string): SiteSeries | undefined {
    return this.#bySite.get(site);
  }

  /** Gives the series of a site, a new one where it has none. */
  seriesOf(place: Frame): SiteSeries {
    const known = this.#bySite.get(place.site);
    if (known !== undefined) return known;
    if (this.size >= this.#mostSites && place !== OTHER_FRAME) return this.seriesOf(OTHER_FRAME);
    const series = new SiteSeries(place, this.#freeIndexes.pop() ?? this.#end++);
    this.#bySite.set(place.site, series);
    this.#byIndex[series.index] = series;
    return series;
  }

  /** Gives the series that are to make room where there is none: those of the fewest samples that are not leaking. */
  toDrop(samplesOf: (series: SiteSeries) => number): readonly SiteSeries[] {
    if (this.size < this.#mostSites) return [];
    return [...this.all()]
      .filter(({ place, leak }) => place !== OTHER_FRAME && leak === undefined)
      .map((series) => ({ series, samples: samplesOf(series) }))
      .sort((a, b) => a.samples - b.samples)
      .slice(0, Math.ceil(SHARE_TO_DROP * this.#mostSites))
      .map(({ series }) => series);
  }

  /** Drops a series; should its site come again, it begins a new one. */
  drop({ place, index }: SiteSeries): void {
    this.#bySite.delete(place.site);
    this.#byIndex[index] = undefined;
    this.#freeIndexes.push(index);
  }
}
