import assert from 'node:assert/strict';
import type { Application } from '../application.js';
import type { Fault, Runs } from '../fault.js';
import { worksAnd, WORKS } from './programs.js';

/** V8's last words have addresses and times in them, and which of its two limits it meets first is chance. */
const withoutFigures = (text: string): string =>
  text
    .replaceAll(/^filled .*$/gm, '')
    .replaceAll(/^.*(?:Mark-Compact|Mark-sweep|Scavenge|GC in old space|last resort).*$/gm, '')
    .replaceAll(/^ *\d+: 0x.*$/gm, '')
    .replaceAll(/Ineffective mark-compacts near heap limit Allocation failed|Reached heap limit Allocation failed/g, '')
    .replaceAll(/0x[0-9a-f]+|\d+/g, '#')
    .replaceAll(/\s+/g, ' ');

/** Fills the heap with objects and says how many mebibytes there are, until it dies. */
const FILLS = `
import { writeSync } from 'node:fs';
process.stdout.write('ready\\n');
const kept = [];
setInterval(() => {
  for (let n = 0; n < 16; n += 1) kept.push(Array.from({ length: 1024 }, (_, n) => ({ n })));
  writeSync(1, 'filled ' + kept.length + '\\n');
}, 2);
`;

const MANY_OBJECTS = `const kept = Array.from({ length: 300_000 }, (_, n) => ({ n, text: 'item ' + n }));
const work = setInterval(() => { kept[Math.floor(Math.random() * kept.length)] = { n: 0, text: '' }; }, 10);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');`;

async function noteSamples({ printed, isWatched, nextReport, note }: Application): Promise<void> {
  await printed('ready', 60);
  if (isWatched) note('samples', (await nextReport(60))?.sampler.samples);
}

function filled(text: string): number {
  return Number([...text.matchAll(/filled (\d+)/g)].at(-1)?.[1]);
}

function expectFilledAlike(least: number): (runs: Runs) => void {
  return ({ bare, watched }) => {
    const share = filled(watched.stdout) / filled(bare.stdout);
    assert.ok(share >= least, `died with ${Math.round(100 * share)}% of the objects of the bare one`);
  };
}

function heapLimit(mebibytes: number, least: number): Fault {
  return {
    name: `an application with a heap of ${mebibytes} MiB holds about as many objects before it dies as it would bare`,
    part: 'memory',
    program: FILLS,
    nodeOptions: [`--max-old-space-size=${mebibytes}`],
    fromStart: true,
    provoke: ({ ending }) => ending(),
    comparable: withoutFigures,
    met: ({ bare }) => {
      assert.equal(bare.signal, 'SIGABRT');
    },
    expect: expectFilledAlike(least),
    endsWithinSeconds: 90,
    noReport: 'it has ended',
  };
}

export const MEMORY: readonly Fault[] = [
  heapLimit(64, 0.85),
  heapLimit(256, 0.93),
  {
    name: 'an application that allocates as fast as it can keeps within the budget of memory',
    part: 'memory',
    program: `process.stdout.write('ready\\n');
let junk = [];
let isOver = false;
process.once('over', () => { isOver = true; });
const begin = Date.now();
function churn() {
  const slice = Date.now() + 15;
  while (Date.now() < slice) for (let n = 0; n < 1000; n += 1) { junk.push(new Array(64).fill(n)); if (junk.length > 1000) junk = []; }
  if (!isOver) setImmediate(churn);
}
churn();
setTimeout(() => console.log('churned'), 5000);`,
    provoke: ({ printed }) => printed('churned'),
    memoryMiB: 96,
  },
  {
    name: 'an application with some 300,000 live samples is watched with the memory that it takes',
    part: 'memory',
    program: MANY_OBJECTS,
    settings: {
      HEAPGAUGE_SAMPLE_INTERVAL: '64',
      HEAPGAUGE_MAX_PAUSE_RATIO: '0.2',
      HEAPGAUGE_SAMPLER_MEMORY: '1GiB',
    },
    fromStart: true,
    provoke: noteSamples,
    met: ({ watched }) => {
      assert.ok(Number(watched.notes.get('samples')) > 250_000, `${String(watched.notes.get('samples'))} samples`);
    },
    delayMilliseconds: 10_000,
    memoryMiB: 700,
    recoversWithinSeconds: 60,
    endsWithinSeconds: 30,
  },
  {
    name: 'an application with more live samples than there is memory for is watched by fewer',
    part: 'memory',
    program: MANY_OBJECTS,
    settings: { HEAPGAUGE_SAMPLE_INTERVAL: '64', HEAPGAUGE_MAX_PAUSE_RATIO: '0.2' },
    fromStart: true,
    provoke: noteSamples,
    met: ({ watched }) => {
      assert.match(watched.said.join('\n'), /more than HEAPGAUGE_SAMPLER_MEMORY allows/);
    },
    lines: 8,
    delayMilliseconds: 10_000,
    // What V8 holds of samples before the first read: they come fast, and the read may come late.
    memoryMiB: 320,
    recoversWithinSeconds: 60,
    endsWithinSeconds: 30,
  },
  {
    name: 'an application with a heap of 1.5 GB runs on',
    part: 'memory',
    isSlow: true,
    program: `const kept = [];
for (let n = 0; n < 30_000; n += 1) kept.push(Array.from({ length: 1024 }, (_, at) => ({ at, next: at + 1 })));
const work = setInterval(() => kept.push({ at: kept.length }), 10);
process.once('over', () => clearInterval(work));
console.log(process.memoryUsage().heapUsed > 1.3e9 ? 'large' : 'small');
process.stdout.write('ready\\n');`,
    nodeOptions: ['--max-old-space-size=3000'],
    fromStart: true,
    provoke: async ({ printed, nextReport }) => {
      await printed('ready', 120);
      await nextReport(60);
    },
    met: ({ bare }) => {
      assert.match(bare.stdout, /large/);
    },
    delayMilliseconds: 8000,
    memoryMiB: 600,
    endsWithinSeconds: 60,
  },
  {
    name: 'an application with half a gigabyte of Buffers runs on',
    part: 'memory',
    program: worksAnd(`for (let n = 0; n < 64; n += 1) kept.push(Buffer.alloc(8 * 2 ** 20, 1));
  console.log(process.memoryUsage().external > 5e8);`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application that collects its garbage a hundred times a second runs on',
    part: 'memory',
    program: `${WORKS}\nsetInterval(() => gc(), 10).unref();\nsetTimeout(() => console.log('collected'), 2000);`,
    nodeOptions: ['--expose-gc'],
    provoke: ({ printed }) => printed('collected'),
  },
  {
    name: 'an application that may not address more than four gigabytes does what it would do bare',
    part: 'memory',
    program: WORKS,
    shell: 'ulimit -v 4000000',
    fromStart: true,
    provoke: ({ printed }) => printed('ready'),
    recoversWithinSeconds: 5,
  },
  {
    name: 'an application with stacks of 100 KB runs on',
    part: 'memory',
    program: WORKS,
    nodeOptions: ['--stack-size=100'],
  },
];
