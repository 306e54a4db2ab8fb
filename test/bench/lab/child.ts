/** One workload in a process of its own, watched by heapgauge; prints one {@link LabResult} as JSON. */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MonitorOptions, startMonitor } from '../../../src/index.js';
import { joinMarking, type MajorCollection } from '../../../src/v8/collections.js';
import { Journal } from './journal.js';
import { recordOf, type LabRecord, type LabResult } from './result.js';
import { realTimeOptions, scaledOptions, SPAN_SECONDS } from './settings.js';
import { createLabTools } from './tools.js';
import type { Workload } from './workload.js';
import { WORKLOADS } from './workloads/index.js';

/** Time that the program has to warm up. */
const WARM_UP_SECONDS = 2;

/** Time until the monitor's own code and buffers on the workload's heap are complete, 1.5 MB: then growth is measured. */
const SETTLING_SECONDS = 3;

/** Upper limit of the reports that come in a second. */
const MOST_REPORTS_PER_SECOND = 11;

const lab = createLabTools(1);
const everLeaking = new Set<string>();
let [maxPauseSeconds, zooms] = [0, 0];

// Whoever started this process has gone: so does it.
process.once('disconnect', () => process.exit(1));
const { workload: chosen, seconds, options } = readArguments(process.argv.slice(2));
const collections = noteCollections();
const result = await run(chosen);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));

function readArguments([name, forSeconds, time = String(SPAN_SECONDS)]: string[]): {
  workload: Workload;
  seconds: number;
  options: MonitorOptions;
} {
  const found = WORKLOADS.find((one) => one.name === name);
  const [runs, span] = [Number(forSeconds), Number(time)];
  if (found !== undefined && runs > 0 && (span > 0 || time === 'real-time')) {
    return { workload: found, seconds: runs, options: span > 0 ? scaledOptions(span) : realTimeOptions() };
  }
  process.stderr.write('usage: node --expose-gc child.js WORKLOAD SECONDS [SPAN_SECONDS | real-time]\n');
  process.exit(2);
}

async function run(workload: Workload): Promise<LabResult> {
  const { name, leak } = workload;
  const journal = new Journal<LabRecord>(Math.ceil(seconds * MOST_REPORTS_PER_SECOND));
  await workload.start(lab);
  await sleep(WARM_UP_SECONDS * 1000);
  const processorBefore = process.cpuUsage();
  const monitor = await startMonitor(options);
  const startSeconds = performance.now() / 1000;
  const secondsOf = (date: number): number => (date - performance.timeOrigin) / 1000 - startSeconds;
  monitor.on('report', (report) => {
    journal.add(recordOf(report, leak, secondsOf));
    for (const { site, state } of report.sites) if (state === 'leaking') everLeaking.add(site);
    ({ maxPauseSeconds, zooms } = report.sampler);
  });
  monitor.on('error', ({ message }) => {
    process.stderr.write(`the monitor has failed: ${message}\n`);
    process.exit(1);
  });
  await sleep(Math.min(SETTLING_SECONDS, seconds / 2) * 1000);
  const before = measure(leak?.component);
  await sleep(seconds * 1000 - (performance.now() - 1000 * startSeconds));
  await monitor.stop();
  const ranSeconds = performance.now() / 1000 - startSeconds;
  const { user, system } = process.cpuUsage(processorBefore);
  const majorCollections = collections
    .map((one) => ({ startSeconds: one.startSeconds - startSeconds, endSeconds: one.endSeconds - startSeconds }))
    .filter(({ endSeconds }) => endSeconds > 0);
  const after = measure(leak?.component);
  const records = journal.read();
  return {
    workload: name,
    node: process.version,
    seconds: ranSeconds,
    measuredFromSeconds: before.seconds - startSeconds,
    trueBytesPerSecond: (after.bytes - before.bytes) / (after.seconds - before.seconds),
    records,
    collections: majorCollections,
    growthSteps: lab.growthSteps().map(({ seconds, bytes }) => ({ seconds: seconds - startSeconds, bytes })),
    everLeaking: [...everLeaking],
    cost: {
      processorShare: (user + system) / 1e6 / ranSeconds,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      majorCollections: majorCollections.length,
      reports: records.length,
      maxPauseSeconds,
      zooms,
    },
  };
}

/** Measures what is reachable now. */
function measure(component: 'traced' | 'external' = 'traced'): { bytes: number; seconds: number } {
  lab.releaseAll();
  if (globalThis.gc === undefined) throw new Error('node was started without --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { bytes: component === 'external' ? arrayBuffers : heapUsed, seconds: performance.now() / 1000 };
}

/** Notes every major collection from now on, in seconds of `performance.now()`. */
function noteCollections(): readonly MajorCollection[] {
  const noted: MajorCollection[] = [];
  const join = joinMarking();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
      const collection = join({ kind, startSeconds: entry.startTime / 1000, durationSeconds: entry.duration / 1000 });
      if (collection !== undefined) noted.push(collection);
    }
  }).observe({ entryTypes: ['gc'] });
  return noted;
}
