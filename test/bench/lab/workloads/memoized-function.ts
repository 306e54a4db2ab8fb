import { LRUCache } from 'lru-cache';
import { runHotLoop } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';
import { lodash } from '../lodash.js';

function priceOf(article: number): readonly object[] {
  const prices: object[] = [];
  for (let amount = 1; amount <= 12; amount += 1) prices.push({ amount, price: article + amount, currency: 'EUR' });
  return prices;
}

const rememberedPriceOf = lodash.memoize(priceOf);

const recentPriceOf = lodash.memoize(priceOf);
recentPriceOf.cache = new LRUCache<number, readonly object[]>({ max: 1000 });

function showPrice(article: number): number {
  return rememberedPriceOf(article).length;
}

export const memoizedWithoutBound: Workload = {
  name: 'memoized-without-bound',
  description: "lodash's memoize remembers the result for every key there ever was",
  leak: {
    allocators: ['priceOf memoized-function.ts'],
    keeper: 'showPrice memoized-function.ts',
    isScattered: true,
    bytesPerSecond: 700_000,
  },
  start(lab) {
    serveTraffic(lab);
    runHotLoop(900, showPrice);
  },
};

export const memoizedWithBound: Workload = {
  name: 'memoized-with-bound',
  description: "lodash's memoize remembers the results for the latest 1000 keys",
  start(lab) {
    serveTraffic(lab);
    runHotLoop(900, recentPriceOf);
  },
};
