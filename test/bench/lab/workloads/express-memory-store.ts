import { createRequire } from 'node:module';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** The part of express-session's store that is driven here; the package brings no types. */
interface MemoryStore {
  set(id: string, session: object): void;
}

const { MemoryStore } = createRequire(import.meta.url)('express-session') as { MemoryStore: new () => MemoryStore };

const cart = Array.from({ length: 90 }, (_, line) => ({ article: 100_000 + line, amount: 1, price: 12_345 }));

const store = new MemoryStore();

/** Stores a session. */
function visit(visitor: number): void {
  store.set(`visitor-${visitor}`, { cookie: { maxAge: 60_000 }, visitor, cart });
}

/** The store drops an expired session only when that very one is asked for again: by design, says its README. */
export const expressMemoryStore: Workload = {
  name: 'express-memory-store',
  description: "express-session's MemoryStore with visitors who do not come back",
  leak: {
    allocators: ['set express-session/session/memory.js'],
    keeper: 'visit express-memory-store.ts',
    bytesPerSecond: 530_000,
  },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(120, visit);
  },
};
