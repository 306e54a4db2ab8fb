import { runHotLoop } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Leak, Workload } from '../workload.js';
import { CLONE_CALLERS, makeOrder, type Order } from '../clone-callers.js';
import { lodash } from '../lodash.js';

const ORDERS_PER_SECOND = 250;

/** Callers that an order has to do with, each order with the next of them. */
const CALLERS_EACH = 6;

/** Orders of the catalogue, some 15 MB. */
const CATALOGUE_ORDERS = 5000;

const trail: Order[] = [];

function recordAudit(order: Order): void {
  trail.push(lodash.cloneDeep(order));
}

/** The functions in turn clone the order and drop the clone; the audit keeps one. */
function handleAudited(number: number): void {
  const order = makeOrder(number);
  callCloners(order);
  recordAudit(order);
}

function handleOrder(number: number): void {
  callCloners(makeOrder(number));
}

function callCloners(order: Order): void {
  for (let n = 0; n < CALLERS_EACH; n += 1)
    CLONE_CALLERS[(CALLERS_EACH * order.id + n) % CLONE_CALLERS.length]?.(order);
}

/** Clones the catalogue, which is kept and never grows. */
function loadCatalogue(): Order[] {
  return lodash.cloneDeep(Array.from({ length: CATALOGUE_ORDERS }, (_, id) => makeOrder(id)));
}

const leak: Leak = {
  allocators: ['(anonymous) lodash/lodash.js', 'initCloneArray lodash/lodash.js'],
  place: 'recordAudit shared-clone.ts',
  keeper: 'recordAudit shared-clone.ts',
  isScattered: true,
  bytesPerSecond: 700_000,
};

export const sharedCloneKept: Workload = {
  name: 'shared-clone-kept',
  description: "thirty functions clone with lodash's cloneDeep and drop the clone, and one keeps it",
  leak,
  start(lab) {
    serveTraffic(lab);
    runHotLoop(ORDERS_PER_SECOND, handleAudited);
  },
};

export const sharedCloneDropped: Workload = {
  name: 'shared-clone-dropped',
  description: "thirty functions clone with lodash's cloneDeep, and all drop the clone",
  start(lab) {
    serveTraffic(lab);
    runHotLoop(ORDERS_PER_SECOND, handleOrder);
  },
};

export const catalogueBesideLeak: Workload = {
  name: 'catalogue-beside-leak',
  description: 'a catalogue of 15 MB is cloned after the start, by the helper that clones what leaks',
  leak,
  start(lab) {
    serveTraffic(lab);
    keepCatalogue();
    runHotLoop(ORDERS_PER_SECOND, handleAudited);
  },
};

export const catalogueAlone: Workload = {
  name: 'catalogue-alone',
  description: 'a catalogue of 15 MB is cloned after the start, by a helper that thirty functions share',
  start(lab) {
    serveTraffic(lab);
    keepCatalogue();
    runHotLoop(ORDERS_PER_SECOND, handleOrder);
  },
};

/** Loads the catalogue once the heap is watched, as a program does that is watched from its start. */
function keepCatalogue(): void {
  setTimeout(() => {
    const catalogue = loadCatalogue();
    setInterval(() => catalogue.length, 3_600_000);
  }, 4000);
}
