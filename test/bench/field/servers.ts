/** A server of ordinary shape: what it holds, and how much it is asked. */
export interface FieldServer {
  readonly name: string;
  readonly description: string;
  /** Requests a second on average; they come by chance, and a third more or less from one ten minutes to the next. */
  readonly requestsPerSecond: number;
  /** Bytes of the catalogue that it loads at its start, about. */
  readonly catalogueBytes: number;
  /** Bytes that each order leaves behind for good, about. */
  readonly keptBytesPerOrder: number;
}

const MIB = 1024 * 1024;

/** The five servers: the same application, with another load and other things in memory. */
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
];
