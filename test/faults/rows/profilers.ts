import type { Fault } from '../fault.js';
import { MONITORED, WORKS, worksAnd } from './programs.js';

/** The application uses V8's profiler itself, through the inspector. */
const SESSION = `const { Session } = await import('node:inspector/promises'); const session = new Session(); session.connect(); await session.post('HeapProfiler.enable');`;

export const PROFILERS: readonly Fault[] = [
  {
    name: 'an application that stops the heap profiler of V8 is watched again',
    part: 'profilers',
    program: worksAnd(`${SESSION} await session.post('HeapProfiler.stopSampling').catch(() => undefined);`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application that starts and stops the heap profiler of V8 by itself gets its profile',
    part: 'profilers',
    program: worksAnd(`${SESSION} await session.post('HeapProfiler.startSampling', { samplingInterval: 1024 });
  const more = Array.from({ length: 10_000 }, (_, n) => ({ n }));
  const { profile } = await session.post('HeapProfiler.stopSampling');
  console.log(more.length, profile.samples.length > 10);`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application that samples its heap at 512 bytes before the monitor starts is not held up',
    part: 'profilers',
    watched: 'in code',
    program: `const { Session } = await import('node:inspector/promises');
const session = new Session();
session.connect();
await session.post('HeapProfiler.enable');
await session.post('HeapProfiler.startSampling', { samplingInterval: 512 });
const many = Array.from({ length: 200_000 }, (_, n) => ({ n, text: 'x' + n }));
${WORKS}${MONITORED}process.nextTick(() => console.log('done'));
process.once('over', () => console.log(many.length));`,
    fromStart: true,
    provoke: ({ printed }) => printed('done', 60),
    delayMilliseconds: 1000,
  },
];
