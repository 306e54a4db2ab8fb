import type { PublishedMetric } from './published-metrics.js';

const STORE_PLACE = {
  site: 'MemoryStore.set express-session/session/memory.js:121',
  'code.function.name': 'MemoryStore.set',
  'code.file.path': '/app/node_modules/express-session/session/memory.js',
  'code.line.number': 121,
  package: 'express-session',
};

const MAIN = { thread: 'main' };

const WORKERS = { thread: 'worker:src/render.js' };

const STORE = { ...STORE_PLACE, ...MAIN, domain: 'heap' };

const LEAK = { ...STORE_PLACE, ...MAIN, leak: 'save src/app.js:7' };

const SUSPECT = { ...LEAK, component: 'traced' };

const CACHE = {
  site: 'fill src/cache.js:17',
  thread: 'main',
  domain: 'heap',
  'code.function.name': 'fill',
  'code.file.path': '/app/src/cache.js',
  'code.line.number': 17,
};

const OTHER = { site: '(other)', thread: 'main', domain: 'heap', 'code.function.name': '(other)' };

/** The metrics of `sampleReport()` but for the histogram, written by hand and not from the table of series. */
export const SAMPLE_METRICS: readonly PublishedMetric[] = [
  ofThreads('heapgauge.traced.current_bytes', 'sum', 5_900_000, 1_100_000),
  ofThreads('heapgauge.traced.retained_bytes', 'sum', 3_600_000, 1_000_000),
  ofThreads('heapgauge.traced.peak_bytes', 'gauge', 7_100_000, 1_300_000),
  {
    name: 'heapgauge.site.live_bytes',
    unit: 'By',
    type: 'sum',
    points: [
      [STORE, 4_100_000],
      [CACHE, 2_200_000],
      [OTHER, 700_000],
    ],
  },
  {
    name: 'heapgauge.site.retained_bytes',
    unit: 'By',
    type: 'sum',
    points: [
      [STORE, 3_100_000],
      [CACHE, 1_200_000],
      [OTHER, 300_000],
    ],
  },
  {
    name: 'heapgauge.site.growth_bytes_per_second',
    unit: '',
    type: 'gauge',
    points: [
      [STORE, 2100],
      [CACHE, 150],
      [OTHER, 20],
    ],
  },
  {
    name: 'heapgauge.site.growth_lower_bytes_per_second',
    unit: '',
    type: 'gauge',
    points: [
      [STORE, 1100],
      [CACHE, -70],
      [OTHER, -220],
    ],
  },
  {
    name: 'heapgauge.site.growth_upper_bytes_per_second',
    unit: '',
    type: 'gauge',
    points: [
      [STORE, 3300],
      [CACHE, 370],
      [OTHER, 260],
    ],
  },
  { name: 'heapgauge.leak.suspects', unit: '{leak}', type: 'gauge', points: [[{}, 1]] },
  {
    name: 'heapgauge.leak.growth_lower_bytes_per_second',
    unit: '',
    type: 'gauge',
    points: [[SUSPECT, 1150]],
  },
  { name: 'heapgauge.leak.retained_bytes', unit: 'By', type: 'sum', points: [[SUSPECT, 3_150_000]] },
  { name: 'heapgauge.leak.exact', unit: '', type: 'gauge', points: [[SUSPECT, 1]] },
  {
    name: 'heapgauge.leak.part_ratio',
    unit: '1',
    type: 'gauge',
    points: [
      [{ ...LEAK, part: 'MemoryStore.set express-session/session/memory.js:121' }, 0.75],
      [{ ...LEAK, part: 'hash express-session/index.js:590' }, 0.25],
    ],
  },
  {
    name: 'heapgauge.leak.caller_ratio',
    unit: '1',
    type: 'gauge',
    points: [[{ ...LEAK, caller: 'save src/app.js:7' }, 0.7]],
  },
  { name: 'heapgauge.budget.limit_bytes', unit: 'By', type: 'sum', points: [[{ budget: 'heap' }, 16_000_000]] },
  { name: 'heapgauge.budget.usage_bytes', unit: 'By', type: 'sum', points: [[{ budget: 'heap' }, 20_000_000]] },
  { name: 'heapgauge.budget.utilization_ratio', unit: '1', type: 'gauge', points: [[{ budget: 'heap' }, 1.25]] },
  { name: 'heapgauge.budget.firing', unit: '', type: 'gauge', points: [[{ budget: 'heap' }, 1]] },
  {
    name: 'heapgauge.budget.violations',
    unit: '{violation}',
    type: 'monotonic sum',
    points: [[{ budget: 'heap' }, 5]],
  },
  { name: 'heapgauge.budget.matched_sites', unit: '{site}', type: 'gauge', points: [[{ budget: 'heap' }, 9]] },
  ofThreads('heapgauge.heap.used_bytes', 'gauge', 20_000_000, 9_000_000),
  ofThreads('heapgauge.heap.limit_bytes', 'gauge', 500_000_000, 90_000_000),
  ofThreads('heapgauge.heap.peak_bytes', 'gauge', 25_000_000, 11_000_000),
  { name: 'heapgauge.heap.time_to_limit_seconds', unit: 's', type: 'gauge', points: [[MAIN, 7100]] },
  {
    name: 'heapgauge.heap.first_limit',
    unit: '',
    type: 'gauge',
    points: [
      [{ ...MAIN, limit: 'heap' }, 1],
      [{ ...MAIN, limit: 'container' }, 0],
      [{ ...MAIN, limit: 'machine' }, 0],
    ],
  },
  { name: 'heapgauge.memory.limit_bytes', unit: 'By', type: 'gauge', points: [[{}, 800_000_000]] },
  {
    name: 'heapgauge.memory.usage_bytes',
    unit: 'By',
    type: 'sum',
    points: [
      [{ component: 'traced' }, 6_900_000],
      [{ component: 'heap_untraced' }, 13_100_000],
      [{ component: 'external' }, 3_000_000],
      [{ component: 'workers' }, 14_000_000],
      [{ component: 'other' }, 23_000_000],
    ],
  },
  { name: 'heapgauge.sampler.period_seconds', unit: 's', type: 'gauge', points: [[{}, 15]] },
  { name: 'heapgauge.sampler.unanswered_seconds', unit: 's', type: 'gauge', points: [[{}, 0]] },
  { name: 'heapgauge.sampler.failures', unit: '{failure}', type: 'monotonic sum', points: [[{}, 2]] },
  { name: 'heapgauge.sampler.collections', unit: '{collection}', type: 'monotonic sum', points: [[{}, 3]] },
  { name: 'heapgauge.sampler.collection_pause_seconds', unit: 's', type: 'monotonic sum', points: [[{}, 0.09]] },
  { name: 'heapgauge.sampler.zooms', unit: '{zoom}', type: 'monotonic sum', points: [[{}, 2]] },
  { name: 'heapgauge.alert.failures', unit: '{alert}', type: 'monotonic sum', points: [[{}, 4]] },
  { name: 'heapgauge.sampler.memory_bytes', unit: 'By', type: 'gauge', points: [[{}, 9_500_000]] },
  { name: 'heapgauge.sampler.memory_limit_bytes', unit: 'By', type: 'gauge', points: [[{}, 67_108_864]] },
  { name: 'heapgauge.sampler.restarts', unit: '{restart}', type: 'monotonic sum', points: [[{}, 6]] },
];

/** A metric in bytes of the main thread and of the worker threads. */
function ofThreads(name: string, type: PublishedMetric['type'], main: number, workers: number): PublishedMetric {
  return {
    name,
    unit: 'By',
    type,
    points: [
      [MAIN, main],
      [WORKERS, workers],
    ],
  };
}
