import { setTimeout as sleep } from 'node:timers/promises';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

async function runTask(task: number, seconds: number): Promise<number> {
  const input = new Array<number>(470).fill(task % 100);
  await sleep(seconds * 1000);
  return input.length;
}

export const asyncTasks: Workload = {
  name: 'async-tasks',
  description: 'asynchronous functions hold 4 KB each while they wait, 1 s on average',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(300, (task) => {
      void runTask(task, lab.random.exponential(1));
    });
  },
};
