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
    const known = this.find(key);
    if (known !== undefined) return known.value;
    const { value, weight } = make();
    this.add(key, value, weight);
    return value;
  }

  /** Returns what is kept under a key, or `undefined`. */
  find(key: string): { readonly value: V } | undefined {
    const known = this.#entries.get(key);
    if (known === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, known);
    return known;
  }

  /** Keeps a value under a key that has none. */
  add(key: string, value: V, weight: number): void {
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const [oldest, entry] of this.#entries) {
      // The newest stays whatever its weight, as it is being asked for.
      if (this.#weight <= this.#limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#weight -= entry.weight;
    }
  }
}
