import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const ROWS_EACH = 400;

const exports: string[] = [];
let text = '';

function appendRow(row: number): void {
  text += `${row};${row * 7};${row * 13};a row of an export;${'x'.repeat(40)}\n`;
}

/** The latest few exports are kept, flat: as long as it is not read, a string is a tree of its parts. */
function finishExport(): void {
  exports.push(JSON.stringify(text));
  if (exports.length > 50) exports.shift();
  text = '';
}

export const stringBuilding: Workload = {
  name: 'string-building',
  description: 'exports are put together row by row, the latest 50 kept',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(10_000, (row) => {
      appendRow(row);
      if (row % ROWS_EACH === 0) finishExport();
    });
  },
};
