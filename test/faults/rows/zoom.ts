import assert from 'node:assert/strict';
import type { Fault } from '../fault.js';

/** Growth that is seen within seconds: reads and collections follow closely, and leaks are looked for over a few seconds. */
const SOON = { HEAPGAUGE_LEAK_SPAN: '8s', HEAPGAUGE_COLLECT_AFTER: '1s', HEAPGAUGE_SAMPLE_INTERVAL: '16KiB' } as const;

/**
 * An application that keeps everything, and that does something once: in the midst of a zoom where it is watched, which a
 * gate that is closed shows, and after a while where it is bare.
 */
function leaksAnd(act: string, before = ''): string {
  return `
${before}
const kept = [];
const work = setInterval(() => {
  for (let n = 0; n < 40; n += 1) kept.push({ at: kept.length, more: [n, n, n] });
}, 10);
process.once('over', () => clearInterval(work));
const isZoomed = () => [...(globalThis[Symbol.for('heapgauge.zooms')]?.cells ?? [])].some((cell) => cell[0] & 1);
const start = Date.now();
const looking = setInterval(async () => {
  if (process.env.WATCHED || globalThis[Symbol.for('heapgauge.zooms')] ? !isZoomed() : Date.now() - start < 1000) return;
  clearInterval(looking);
  ${act}
}, 5);
process.stdout.write('ready\\n');
`;
}

function zoomed(name: string, program: string, others: Partial<Fault>): Fault {
  return { name, part: 'zoom', program, settings: SOON, lines: 4, ...others };
}

const COVERAGE = `
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const covered = () => 1;
  for (let n = 0; n < 5; n += 1) covered();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const functions = result.flatMap((script) => script.functions);
  console.log('done', functions.find((one) => one.functionName === 'covered')?.ranges[0]?.count);
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();`;

export const ZOOM: readonly Fault[] = [
  zoomed('an application that exits within a zoom exits with its own code', leaksAnd(`process.exit(6);`), {
    provoke: ({ ending }) => ending(),
    endsWithinSeconds: 60,
    noReport: 'it has ended',
    met: ({ bare, watched }) => {
      assert.deepEqual([bare.code, watched.code], [6, 6]);
    },
  }),
  zoomed(
    'an application whose sampler thread is ended within a zoom is watched again',
    leaksAnd(
      `sampler?.terminate();
  console.log('done');`,
      `import { Worker } from 'node:worker_threads';
let sampler;
const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function (...values) { sampler = this; return postMessage.apply(this, values); };`,
    ),
    {
      provoke: ({ printed }) => printed('done', 60),
      recoversWithinSeconds: 30,
    },
  ),
  zoomed('an application that records its own coverage within a zoom gets all of it', leaksAnd(COVERAGE), {
    provoke: ({ printed }) => printed('done', 60),
    met: ({ bare, watched }) => {
      for (const { stdout } of [bare, watched]) assert.match(stdout, /done 5/);
    },
  }),
  zoomed(
    'an application that debugs itself within a zoom is debugged',
    leaksAnd(`
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Debugger.enable');
  await session.post('Debugger.setBreakpointsActive', { active: false });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await session.post('Debugger.disable');
  session.disconnect();
  console.log('done');`),
    {
      provoke: ({ printed }) => printed('done', 60),
    },
  ),
  zoomed(
    'an application that opens its debugger within a zoom is watched on',
    leaksAnd(`
  const inspector = await import('node:inspector');
  inspector.open(0);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  inspector.close();
  console.log('done');`),
    {
      provoke: ({ printed }) => printed('done', 60),
      comparable: (text) => text.replaceAll(/ws:\/\/\S+/g, 'ws://…').replaceAll(/^.*\bDebugger ending.*\n/gm, ''),
    },
  ),
  zoomed(
    'an application that is stuck in a loop within a zoom is watched on',
    leaksAnd(`
  const end = Date.now() + 3000;
  while (Date.now() < end);
  console.log('done');`),
    {
      provoke: ({ printed }) => printed('done', 60),
      delayMilliseconds: 4000,
    },
  ),
  zoomed(
    'an application that stops its monitor within a zoom runs on',
    leaksAnd(
      `await monitor?.stop();
  console.log('done');`,
      `const monitor = process.env.WATCHED
  ? await (await import('heapgauge')).startMonitor({
      period: '200ms',
      maxPauseRatio: 1,
      sampleIntervalBytes: '16KiB',
      leak: { span: '8s', collectAfter: '1s' },
      prometheus: { port: Number(process.env.HEAPGAUGE_PORT) },
    })
  : undefined;`,
    ),
    {
      watched: 'in code',
      provoke: ({ printed }) => printed('done', 60),
      noReport: 'its monitor has stopped',
    },
  ),
];
