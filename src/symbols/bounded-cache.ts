/** A map that forgets its oldest entries once their weights exceed a limit. */
export class BoundedCache<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>();
  #weight = 0;

  /** @param limit largest sum of weights kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value kept under a key, made and kept where there is none. */
  get(key: string, make: () => { value: V; weight: number }): V {
    const known = this.#entries.get(key);
    if (known !== undefined) return known.value;
    const made = make();
    this.#entries.set(key, made);
    this.#weight += made.weight;
    for (const [oldest, { weight }] of this.#entries) {
      // The newest stays, whatever its weight: it is being asked for.
      if (this.#weight <= this.#limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#weight -= weight;
    }
    return made.value;
  }
}
