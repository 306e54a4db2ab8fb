import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { MONITORED, WORKS, worksAnd } from './programs.js';

/** A budget that fires at the first report: heapgauge has a line to write. */
const FIRING = { HEAPGAUGE_BUDGETS: 'heap=1MiB for 0s' };

const ENDS_BY_ITSELF = { isAlone: true, fromStart: true, noReport: 'it has ended', lines: 0 } as const;

export const ENDING: readonly Fault[] = [
  {
    name: 'an application of which nobody reads standard error any more runs on when heapgauge has a line to write',
    part: 'ending',
    seen: true,
    program: WORKS,
    settings: FIRING,
    fromStart: true,
    provoke: async ({ process: child, printed, isWatched, nextReport }) => {
      child.stderr?.destroy();
      await printed('ready');
      if (isWatched) for (let n = 0; n < 3; n += 1) await nextReport();
      await pause(300);
    },
  },
  {
    name: 'an application of which nobody reads standard output any more does what it would do bare',
    part: 'ending',
    program: `${WORKS}
process.stdout.on('error', (error) => process.stderr.write(error.code + '\\n'));
process.once('SIGUSR2', () => console.log('to nobody'));`,
    provoke: async ({ process: child }) => {
      child.stdout?.destroy();
      child.kill('SIGUSR2');
      await pause(2000);
    },
    met: ({ bare, watched }) => {
      assert.match(bare.stderr, /EPIPE/);
      assert.match(watched.stderr, /EPIPE/);
    },
  },
  {
    name: 'an application whose standard error is a full disk runs on when heapgauge has a line to write',
    part: 'ending',
    program: WORKS,
    settings: FIRING,
    shell: 'exec 2>/dev/full',
    provoke: () => pause(1000),
  },
  {
    name: 'an application whose standard error was closed before it started runs on when heapgauge has a line to write',
    part: 'ending',
    program: WORKS,
    settings: FIRING,
    shell: 'exec 2>&-',
    provoke: () => pause(1000),
  },
  {
    name: 'an application is not held up by standard error that is a full pipe',
    part: 'ending',
    program: `${WORKS}
let longest = 0;
let last = performance.now();
setInterval(() => {
  longest = Math.max(longest, performance.now() - last);
  last = performance.now();
}, 20).unref();
process.once('over', () => console.log(longest < 2500 ? 'not held up' : 'held up'));`,
    settings: FIRING,
    // A reader that sleeps, and a pipe that is full before the application starts.
    shell: 'exec 2> >(sleep 6; cat > /dev/null)\ntimeout 1 head -c 10000000 /dev/zero >&2',
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(4000);
    },
    recoversWithinSeconds: 30,
    endsWithinSeconds: 30,
  },
  {
    name: 'an application whose own process.stderr throws runs on when heapgauge has a line to write',
    part: 'ending',
    program: `process.stderr.write = () => { throw new Error('patched'); };\n${WORKS}`,
    settings: FIRING,
    provoke: () => pause(1000),
  },
  ...[0, 30, 90, 170, 300, 700].map((milliseconds): Fault => ({
    name: `an application that exits after ${milliseconds} ms exits with its own code and nothing is written`,
    part: 'ending',
    program: `console.log('ready'); setTimeout(() => process.exit(3), ${milliseconds});`,
    ...ENDS_BY_ITSELF,
    provoke: ({ ending }) => ending(),
    expect: ({ watched }) => {
      assert.equal(watched.code, 3);
    },
  })),
  {
    name: 'an application that has nothing left to do ends by itself',
    part: 'ending',
    program: `console.log('ready'); setTimeout(() => console.log('last'), 800); process.on('beforeExit', () => console.log('before exit'));`,
    ...ENDS_BY_ITSELF,
    provoke: ({ ending }) => ending(),
  },
  {
    name: 'an application that dies of an uncaught exception shows it as it would',
    part: 'ending',
    program: `console.log('ready'); setTimeout(() => { throw new Error('its own'); }, 800);`,
    ...ENDS_BY_ITSELF,
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.equal(bare.code, 1);
    },
  },
  {
    name: 'an application that dies of an unhandled rejection shows it as it would',
    part: 'ending',
    program: `console.log('ready'); setTimeout(() => { Promise.reject(new Error('its own')); }, 800);`,
    ...ENDS_BY_ITSELF,
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.equal(bare.code, 1);
    },
  },
  {
    name: 'an application that reads its standard input synchronously waits for it as it would',
    part: 'ending',
    seen: true,
    program: `import { readFileSync } from 'node:fs';
console.log('ready');
console.log(readFileSync(0, 'utf8').trim());`,
    ...ENDS_BY_ITSELF,
    provoke: async ({ printed, process: child, ending }) => {
      await printed('ready');
      await pause(500);
      child.stdin?.end('late');
      await ending();
    },
    met: ({ bare }) => {
      assert.equal(bare.stdout, 'ready\nlate\n');
    },
  },
  {
    name: 'an application that sets an exit code keeps it',
    part: 'ending',
    program: `${WORKS}\nprocess.exitCode = 9;`,
    expect: ({ watched }) => {
      assert.equal(watched.code, 9);
    },
  },
  {
    name: 'an application whose stack overflows now and then runs on',
    part: 'ending',
    program: worksAnd(`for (let n = 0; n < 20; n += 1) {
    try {
      (function again() { again(); })();
    } catch (error) {
      if (n === 0) console.log(error.name);
    }
  }`),
    provoke: ({ printed }) => printed('done'),
    met: ({ bare }) => {
      assert.match(bare.stdout, /RangeError/);
    },
  },
  {
    name: 'an application that tracks objects and does not stop ends by itself',
    part: 'ending',
    seen: true,
    watched: 'in code',
    program: `console.log('ready');
if (process.env.WATCHED) {
  const { getObjectTraceback, start } = await import('heapgauge');
  start({ trackObjects: true });
  await getObjectTraceback({});
}
setTimeout(() => console.log('last'), 300);`,
    ...ENDS_BY_ITSELF,
    // Looking an object up takes a whole heap snapshot.
    memoryMiB: 200,
    provoke: ({ ending }) => ending(),
  },
  {
    name: 'an application that starts a monitor and does not stop it ends by itself',
    part: 'ending',
    watched: 'in code',
    program: `console.log('ready');\n${MONITORED}\nsetTimeout(() => console.log('last'), 700);`,
    ...ENDS_BY_ITSELF,
    provoke: ({ ending }) => ending(),
  },
  {
    name: 'an application exits at once while a collection that heapgauge asked for is pending',
    part: 'ending',
    seen: true,
    program: `process.stdout.write('ready\\n');
const hold = setInterval(() => undefined, 50);
// A collection is due every second, and cannot be had before the stack is empty. Reads can.
process.once('over', () => {
  for (const end = performance.now() + 2500; performance.now() < end; );
  const before = performance.now();
  process.once('exit', () => console.log(performance.now() - before < 300 ? 'at once' : 'late'));
  process.exit(4);
});`,
    settings: { HEAPGAUGE_COLLECT_AFTER: '1s' },
    lines: 0,
    provoke: () => pause(100),
    expect: ({ bare, watched }) => {
      assert.ok(watched.endSeconds < bare.endSeconds + 0.6, `${watched.endSeconds} s, bare ${bare.endSeconds}`);
    },
  },
];
