import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const BURST_ROWS = 10_000;
const CYCLE_SECONDS = 40;
const HELD_SECONDS = 15;

let rows: object[] = [];

function fetchRow(row: number): void {
  rows.push({ row, columns: new Array<number>(490).fill(row % 100) });
}

export const burstReleased: Workload = {
  name: 'burst-released',
  description: 'a report of 40 MB is fetched within a second, held for 15 s and dropped, every 40 s',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(100, (tick) => {
      const second = (tick / 100) % CYCLE_SECONDS;
      if (second < HELD_SECONDS || second >= HELD_SECONDS + 1) return;
      for (let row = 0; row < BURST_ROWS / 100; row += 1) fetchRow(row);
    });
    lab.perSecond(1, (second) => {
      if (second % CYCLE_SECONDS === 2 * HELD_SECONDS) rows = [];
    });
  },
};
