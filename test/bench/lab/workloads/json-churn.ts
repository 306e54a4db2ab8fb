import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const catalogue = Array.from({ length: 200 }, (_, n) => ({
  article: n,
  name: `article ${n}`,
  tags: ['new', 'red', n],
}));

const latest: unknown[] = [];

function copyCatalogue(): unknown {
  return JSON.parse(JSON.stringify(catalogue));
}

export const jsonChurn: Workload = {
  name: 'json-churn',
  description: 'a catalogue is written as JSON and read back, and dropped',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(150, () => {
      latest[0] = copyCatalogue();
    });
  },
};
