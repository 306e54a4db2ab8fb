import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const START_SECOND = 25;
const ROWS_PER_SECOND = 3750;
const STEP_SECONDS = 2;

const index: object[] = [];

function indexRow(row: number): void {
  index.push({ row, words: new Array<number>(490).fill(row % 100) });
}

export const plateau: Workload = {
  name: 'plateau',
  description: 'an index of 30 MB is built within 2 s in the middle of the run, and kept',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(ROWS_PER_SECOND, (operation) => {
      const second = operation / ROWS_PER_SECOND - START_SECOND;
      if (second >= 0 && second < STEP_SECONDS) indexRow(operation);
    });
  },
};
