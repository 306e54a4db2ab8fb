// Watches the process that it is loaded into, and writes down how the functions of the program are shown: in a report,
// which the sampler thread makes, and in a snapshot, which this thread makes.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import v8 from 'node:v8';
import { startMonitor } from 'heapgauge';

const { SEEN, NAMES, PLACED, COUNT, VITEST, URL_TO_CALL } = process.env;
const isNamed = (site) => new RegExp(String.raw`\b(${NAMES})\b`).test(site);

/** Maps are looked for again after five seconds. */
const LONGEST_SECONDS = 15;

// Of a function that V8 has inlined nothing is shown.
v8.setFlagsFromString('--no-opt');
v8.setFlagsFromString('--no-maglev');

if (URL_TO_CALL !== undefined) setInterval(() => fetch(URL_TO_CALL).catch(() => undefined), 20);

export const done = watch();

async function watch() {
  const options = { prometheus: false, period: '1s', sampleIntervalBytes: 16_384, maxPauseRatio: 0.5 };
  const monitor = await startMonitor(options);
  const until = Date.now() + LONGEST_SECONDS * 1000;
  const report = await new Promise((resolve) => {
    monitor.on('report', ({ sites }) => {
      const named = sites.map(({ site }) => site).filter(isNamed);
      const placed = named.filter((site) => PLACED.split('|').some((place) => site.includes(place)));
      if (placed.length >= Number(COUNT) || Date.now() > until) resolve(named);
    });
  });
  const snapshot = monitor.snapshot().statistics('site');
  writeFileSync(SEEN, JSON.stringify({ report, snapshot: snapshot.map(({ key }) => key).filter(isNamed) }));
  await monitor.stop();
  if (VITEST === undefined) process.exit();
}
