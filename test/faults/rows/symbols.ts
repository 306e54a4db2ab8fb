import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Place } from '../fault.js';

const MANY_SITES = { HEAPGAUGE_SAMPLE_INTERVAL: '4KiB', HEAPGAUGE_TOP_SITES: '1000' };

/** Writes a bundle of 3,000 functions in one line, whose map of 40 MB has two million mappings on that line. */
function writeBundle({ folder }: Place): undefined {
  const name = 'f0000';
  const body = '(k){for(let n=0;n<20;n+=1)k.push({n})},';
  const members = Array.from({ length: 3000 }, (_, index) => `f${String(index).padStart(4, '0')}${body}`);
  const start = 'module.exports={';
  writeFileSync(join(folder, 'bundle.cjs'), `${start}${members.join('')}}`);
  // Each function has a mapping where its name stands and one behind it, and what follows the functions has the rest.
  const mapping = (column: number, line: number): string => `${vlq(column)}A${vlq(line)}A`;
  const functions = [
    mapping(start.length, 0),
    ...Array.from({ length: 3000 }, () => [mapping(name.length, 0), mapping(body.length, 1)]).flat(),
  ];
  const rest = `,${mapping(1, 0)}`.repeat(2_000_000);
  const text = JSON.stringify('const text = "of a source";\n'.repeat(1_000_000));
  const map = `{"version":3,"sources":["src/written.ts"],"sourcesContent":[${text}],"names":[],"mappings":"${functions.join(',')}${rest}"}`;
  writeFileSync(join(folder, 'bundle.cjs.map'), map);
}

/** Encodes a small number that is not negative as a source map does. */
function vlq(value: number): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const shifted = value * 2;
  return shifted < 32 ? (digits[shifted] ?? '') : `${digits[(shifted & 31) | 32] ?? ''}${digits[shifted >> 5] ?? ''}`;
}

/** Calls every function of the bundle again and again, and keeps what they make. */
const CALLS_BUNDLE = `import bundle from './bundle.cjs';
const functions = Object.values(bundle);
const kept = [];
let next = 0;
const work = setInterval(() => {
  for (let n = 0; n < 100; n += 1) functions[next++ % functions.length](kept);
  if (kept.length > 200_000) kept.length = 0;
}, 5);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;

/** Makes 10,000 scripts that name a map which is not there, and writes them as files that can be read. */
function writeScripts({ folder }: Place): undefined {
  mkdirSync(join(folder, 'scripts'));
  for (let n = 0; n < 10_000; n += 1) {
    writeFileSync(
      join(folder, 'scripts', `${n}.cjs`),
      `module.exports = (kept) => { kept.push({ n: ${n} }); };\n//# sourceMappingURL=none-${n}.map\n`,
    );
  }
}

const LOADS_SCRIPTS = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const kept = [];
for (let n = 0; n < 10_000; n += 1) require('./scripts/' + n + '.cjs')(kept);
const work = setInterval(() => kept.push({}), 20);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;

export const SYMBOLS: readonly Fault[] = [
  {
    name: 'an application is watched whose bundle has a map of forty megabytes and two million mappings on one line',
    part: 'symbols',
    seen: true,
    program: CALLS_BUNDLE,
    settings: MANY_SITES,
    prepare: writeBundle,
    provoke: () => pause(3000),
    memoryMiB: 160,
    recoversWithinSeconds: 40,
  },
  {
    name: 'an application that takes a snapshot of a bundle of three thousand functions in one line goes on within seconds',
    part: 'symbols',
    seen: true,
    watched: 'in code',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    program: `const heapgauge = process.env.WATCHED ? await import('heapgauge') : undefined;
heapgauge?.start({ sampleIntervalBytes: 512 });
${CALLS_BUNDLE}
setTimeout(() => {
  const start = performance.now();
  const snapshot = heapgauge?.takeSnapshot();
  heapgauge?.stop();
  console.log(performance.now() - start < 20_000 ? 'in time' : 'late');
  process.exit(0);
}, 1000);`,
    prepare: writeBundle,
    provoke: ({ ending }) => ending(),
    delayMilliseconds: 20_000,
    endsWithinSeconds: 40,
    memoryMiB: 160,
  },
  {
    name: 'an application is watched of which ten thousand scripts name a map that is not there',
    part: 'symbols',
    program: LOADS_SCRIPTS,
    settings: MANY_SITES,
    prepare: writeScripts,
    // Loading them is slow, and differs by as much from one time to the next.
    delayMilliseconds: 5000,
    provoke: () => pause(3000),
    recoversWithinSeconds: 40,
  },
];
