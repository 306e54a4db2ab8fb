/** A map that drops its least recently used entries once the weights of all exceed a limit. */
export class BoundedCache<V> {
  readonly #limit: number;
  /** The entries, the least recently used first. */
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>();
  #weight = 0;

  /** Begins empty. @param limit the largest sum of weights that is kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the value kept under a key; where there is none, makes it and keeps it. */
  get(key: string, make: () => { value: V; weight: number }): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value;
    }
    const made = make();
    this.#entries.set(key, made);
    this.#weight += made.weight;
    for (const [oldest, { weight }] of this.#entries) {
      // The newest stays whatever its weight, as it is being asked for.
      if (this.#weight <= this.#limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#weight -= weight;
    }
    return made.value;
  }
}
