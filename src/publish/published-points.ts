import type { Attributes } from '@opentelemetry/api';
import { OTHER_PLACE } from '../report/place.js';
import { ATTRIBUTE } from './names.js';
import { placeAttributes } from './place-attributes.js';
import type { Point } from './points.js';

/**
 * The most sites published by themselves: below the SDK's limit of 2,000 attribute sets a metric, over all ever seen.
 */
const MOST_SITES = 1000;

/**
 * Remembers the attribute sets that one instrument has published, and adds a value for each that is not there any more.
 * Past {@link MOST_SITES} sites the newcomers are added to `(other)`.
 */
export class PublishedPoints {
  readonly #known = new Map<string, Attributes>();

  /** Gives the points to publish now, and remembers them. */
  complete(points: readonly Point[], goneValue = 0): readonly Point[] {
    const present = new Map<string, Point>();
    for (const point of points) {
      const attributes = this.#hasRoomFor(point) ? point.attributes : otherOf(point);
      const key = keyOf(attributes);
      present.set(key, { value: (present.get(key)?.value ?? 0) + point.value, attributes });
      if (!this.#known.has(key)) this.#known.set(key, attributes);
    }
    return [...this.#known].map(([key, attributes]) => present.get(key) ?? { value: goneValue, attributes });
  }

  #hasRoomFor({ attributes }: Point): boolean {
    return !(ATTRIBUTE.site in attributes) || this.#known.size < MOST_SITES || this.#known.has(keyOf(attributes));
  }
}

/** The attributes of all sites of a thread that are not published by themselves. */
function otherOf({ attributes }: Point): Attributes {
  return {
    ...placeAttributes(OTHER_PLACE),
    [ATTRIBUTE.thread]: attributes[ATTRIBUTE.thread],
    [ATTRIBUTE.domain]: attributes[ATTRIBUTE.domain],
  };
}

function keyOf(attributes: Attributes): string {
  const { site, thread, domain, component, budget, leak, part, caller, limitName } = ATTRIBUTE;
  const keys = [site, thread, domain, component, budget, leak, part, caller, limitName];
  return JSON.stringify(keys.map((key) => attributes[key]));
}
