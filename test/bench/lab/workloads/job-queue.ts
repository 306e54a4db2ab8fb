import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const BURST_JOBS = 3000;
const BURST_SECONDS = 6;
const DRAINED_PER_SECOND = 700;

let jobs: object[] = [];
let next = 0;

function enqueueJob(job: number): void {
  jobs.push({ job, input: new Array<number>(360).fill(job % 100) });
}

/** Takes jobs off the front, and the empty front off the array once it is long. */
function takeJob(): object | undefined {
  const job = jobs[next];
  if (job === undefined) return undefined;
  jobs[next] = {};
  next += 1;
  if (next >= BURST_JOBS) {
    jobs = jobs.slice(next);
    next = 0;
  }
  return job;
}

export const jobQueue: Workload = {
  name: 'job-queue',
  description: 'bursts of 3000 jobs swell a queue to 9 MB that drains in 4 s',
  start(lab) {
    serveTraffic(lab);
    lab.every(BURST_SECONDS, () => {
      for (let job = 0; job < BURST_JOBS; job += 1) enqueueJob(job);
    });
    lab.perSecond(DRAINED_PER_SECOND, takeJob);
  },
};
