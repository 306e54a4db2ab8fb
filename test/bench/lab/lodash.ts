import { createRequire } from 'node:module';

/** A function with the cache that `memoize` gives it. */
type Memoized<Key, Value> = ((key: Key) => Value) & { cache: Cache<Key, Value> };

interface Cache<Key, Value> {
  has(key: Key): boolean;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

/** The part of lodash that is driven here; the package brings no types. */
interface Lodash {
  cloneDeep<T>(value: T): T;
  memoize<Key, Value>(compute: (key: Key) => Value): Memoized<Key, Value>;
}

const require = createRequire(import.meta.url);

export const lodash: Lodash = require('lodash') as Lodash;
