/** An application that keeps a little at a time, as all do, until it is over; it is ready once all of it has run. */
export const WORKS = `
const kept = [];
const work = setInterval(() => {
  for (let n = 0; n < 100; n += 1) kept.push({ at: kept.length });
  if (kept.length > 50_000) kept.length = 0;
}, 20);
process.once('over', () => clearInterval(work));
process.nextTick(() => process.stdout.write('ready\\n'));
`;

/** Starts the monitor in code where the application is the watched one; it is `monitor`. */
export const MONITORED = `
const monitor = process.env.WATCHED
  ? await (await import('heapgauge')).startMonitor({
      period: '200ms',
      maxPauseRatio: 1,
      prometheus: { port: Number(process.env.HEAPGAUGE_PORT) },
    })
  : undefined;
`;

/** An application that works, and that does something once it is told to act: a watched one has made a report then. */
export function worksAnd(act: string): string {
  return `${WORKS}
process.once('act', async () => {
  ${act}
  console.log('done');
});
`;
}
