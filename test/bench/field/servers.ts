/** A server of ordinary shape: what it holds, and how much it is asked. What is absent is as in the other servers. */
export interface FieldServer {
  readonly name: string;
  readonly description: string;
  /** Requests a second on average; they come by chance, and a third more or less from one ten minutes to the next. */
  readonly requestsPerSecond: number;
  /** Bytes of the catalogue that it loads at its start, about. */
  readonly catalogueBytes: number;
  /** Bytes that each order leaves behind for good, about. */
  readonly keptBytesPerOrder: number;
  /** The time in which the load rises to this many requests a second, evenly from a twentieth of it; then it stays. */
  readonly risesForSeconds?: number;
  /** The most pages that its cache keeps, for as long as there is room. @default 500, for a minute */
  readonly cachedPages?: number;
}

const MIB = 1024 * 1024;

/** The servers: the same application, with another load and other things in memory. */
export const FIELD_SERVERS: readonly FieldServer[] = [
  {
    name: 'busy',
    description: 'is asked 180 times a second',
    requestsPerSecond: 180,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 0,
  },
  {
    name: 'light',
    description: 'is asked every other second',
    requestsPerSecond: 0.5,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 0,
  },
  {
    name: 'idle',
    description: 'has a health check every half minute',
    requestsPerSecond: 1 / 30,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 0,
  },
  {
    name: 'quiet',
    description: 'holds 300 MiB and is asked once a second',
    requestsPerSecond: 1,
    catalogueBytes: 300 * MIB,
    keptBytesPerOrder: 0,
  },
  {
    name: 'growing',
    description: 'keeps 300 KiB a second, 23 KiB of each order',
    requestsPerSecond: 20,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 23 * 1024,
  },
  {
    name: 'filling',
    description: 'fills a cache of 6,000 pages, most of it in 20 minutes',
    requestsPerSecond: 30,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 0,
    cachedPages: 6000,
  },
  {
    name: 'rising',
    description: 'is asked more and more, from 4 to 80 times a second in 30 minutes',
    requestsPerSecond: 80,
    catalogueBytes: 5 * MIB,
    keptBytesPerOrder: 0,
    risesForSeconds: 1800,
  },
];
