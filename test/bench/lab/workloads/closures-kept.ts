import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const undo: Array<() => number> = [];

/** Each edit leaves a function that could undo it, and with it the document as it was. */
function recordEdit(edit: number): void {
  const before = new Array<number>(120).fill(edit % 100);
  undo.push(() => before.length + edit);
}

export const closuresKept: Workload = {
  name: 'closures-kept',
  description: 'every edit leaves a closure that holds a copy',
  leak: { allocators: ['recordEdit closures-kept.ts'], bytesPerSecond: 200_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(190, recordEdit);
  },
};
