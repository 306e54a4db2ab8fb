import { Histogram, Registry } from 'prom-client';
import { runHotLoop } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const USERS = 500;

const latency = new Histogram({
  name: 'latency',
  help: 'seconds',
  labelNames: ['user', 'route'],
  buckets: [0.1, 0.5, 1, 5],
  registers: [new Registry()],
});

function countVisit(user: number): void {
  latency.observe({ user: `user-${user}`, route: '/visit' }, 0.2);
}

export const promLabelsWithoutEnd: Workload = {
  name: 'prom-labels-without-end',
  description: "a histogram of prom-client has a label for every user, driven by a timer's hot loop",
  leak: {
    allocators: ['createBaseValues prom-client/lib/histogram.js'],
    keeper: 'countVisit prom-labels.ts',
    isScattered: true,
    growsInSteps: true,
    bytesPerSecond: 650_000,
  },
  start(lab) {
    serveTraffic(lab);
    runHotLoop(1400, countVisit);
  },
};

export const promLabelsFixed: Workload = {
  name: 'prom-labels-fixed',
  description: 'a histogram of prom-client has a label for each of 500 users',
  start(lab) {
    serveTraffic(lab);
    runHotLoop(1400, (visit) => {
      countVisit(visit % USERS);
    });
  },
};
