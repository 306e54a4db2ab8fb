import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

interface Quote {
  readonly expires: number;
  readonly prices: readonly number[];
}

const LOOKUPS_PER_SECOND = 500;
const SECONDS_KEPT = 1.5;

/** One quote in so many is kept for the audit as well, which nobody ever holds. */
const AUDITED_ONE_IN = 5;

const quotes = new Map<number, Quote>();
const audit: Quote[] = [];
let latest = 0;

/** Fills both the cache and the list that leaks. */
function lookUpQuote(lookup: number): void {
  const quote = {
    expires: lookup + SECONDS_KEPT * LOOKUPS_PER_SECOND,
    prices: new Array<number>(365).fill(lookup % 100),
  };
  if (lookup % AUDITED_ONE_IN === 0) audit.push(quote);
  else quotes.set(lookup, quote);
  latest = lookup;
}

function expireQuotes(): void {
  for (const [lookup, { expires }] of quotes) if (expires <= latest) quotes.delete(lookup);
}

export const leakBesideTtlCache: Workload = {
  name: 'leak-beside-ttl-cache',
  description: 'one function fills a cache that expires and a list that does not',
  leak: {
    allocators: ['lookUpQuote leak-beside-ttl-cache.ts'],
    bytesPerSecond: 300_000,
    beside: { bytesPerSecond: 1_200_000, lifetimeSeconds: SECONDS_KEPT },
  },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(LOOKUPS_PER_SECOND, lookUpQuote);
    lab.perSecond(10, expireQuotes);
    lab.beforeMeasuring(() => {
      quotes.clear();
    });
  },
};
