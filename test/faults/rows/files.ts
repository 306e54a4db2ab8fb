import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Place } from '../fault.js';
import { WORKS } from './programs.js';

/** Keeps what the function of a file allocates that says where its map is. */
function keepsFor(reference: string): string {
  return `import { writeFileSync } from 'node:fs';
writeFileSync('made.mjs', 'export function keep(kept) { for (let n = 0; n < 200; n += 1) kept.push({ n, more: [n] }); }\\n' + ${JSON.stringify(reference)}.replaceAll('FOLDER', process.cwd()));
const { keep } = await import(process.cwd() + '/made.mjs');
${KEEPS}`;
}

/** Keeps what the function of a script allocates that has the name of a file. */
function keepsNamed(name: string): string {
  return `import vm from 'node:vm';
const keep = vm.runInThisContext('(function keep(kept) { for (let n = 0; n < 200; n += 1) kept.push({ n, more: [n] }); })', { filename: ${JSON.stringify(name)}.replaceAll('FOLDER', process.cwd()) });
${KEEPS}`;
}

const KEEPS = `
const kept = [];
const work = setInterval(() => keep(kept), 5);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;

const MANY_SITES = { HEAPGAUGE_SAMPLE_INTERVAL: '4KiB' };

/** A script whose map is what no file should be: the sampler thread meets it as soon as it reports its site. */
function mapIs(
  name: string,
  program: string,
  prepare?: (place: Place) => undefined,
  others: Partial<Fault> = {},
): Fault {
  return {
    name,
    part: 'files',
    program,
    settings: MANY_SITES,
    ...(prepare === undefined ? {} : { prepare }),
    provoke: () => pause(1500),
    memoryMiB: 160,
    ...others,
  };
}

/** The application itself takes a snapshot of such a script and shows it, exits afterwards and is not held up. */
function snapshotOf(
  name: string,
  program: string,
  prepare: (place: Place) => undefined,
  others: Partial<Fault> = {},
): Fault {
  return {
    name,
    part: 'files',
    watched: 'in code',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    program: `const heapgauge = process.env.WATCHED ? await import('heapgauge') : undefined;
heapgauge?.start({ sampleIntervalBytes: 4096 });
${program}
setTimeout(() => {
  const snapshot = heapgauge?.takeSnapshot();
  for (const statistic of snapshot?.statistics('site') ?? []) statistic.traceback?.format?.();
  heapgauge?.printTop(snapshot, { stream: { write: () => true } });
  heapgauge?.stop();
  console.log('shown');
  process.exit(0);
}, 400);`,
    prepare,
    provoke: ({ ending }) => ending(),
    memoryMiB: 160,
    ...others,
  };
}

function makeFifo({ folder }: Place): undefined {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
}

function makeHuge({ folder }: Place): undefined {
  closeSync(openSync(join(folder, 'huge.map'), 'w'));
  truncateSync(join(folder, 'huge.map'), 3 * 2 ** 30);
}

function withFile(name: string, content: string | Buffer): (place: Place) => undefined {
  return ({ folder }) => {
    writeFileSync(join(folder, name), content);
    return undefined;
  };
}

const NOTHING = (): undefined => undefined;

/** A configuration file that is none: one line says so, and the application runs on unmonitored. */
function configIs(name: string, path: string, prepare: (place: Place) => undefined): Fault {
  return {
    name,
    part: 'files',
    program: WORKS,
    settings: { HEAPGAUGE_CONFIG: path },
    fromStart: true,
    prepare,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(500);
    },
    lines: 1,
    expect: ({ watched }) => {
      assert.match(watched.said.join('\n'), /this process is not monitored/);
    },
    noReport: 'it is not monitored',
  };
}

export const FILES: readonly Fault[] = [
  mapIs(
    'an application is watched of which a script names /dev/zero as its map',
    keepsFor('//# sourceMappingURL=/dev/zero'),
    undefined,
    {
      seen: true,
    },
  ),
  mapIs('an application is watched of which a script is named /dev/zero', keepsNamed('/dev/zero'), undefined, {
    seen: true,
  }),
  mapIs(
    'an application is watched of which a script names a pipe as its map',
    keepsFor('//# sourceMappingURL=FOLDER/pipe'),
    makeFifo,
    {
      seen: true,
    },
  ),
  mapIs(
    'an application is watched of which a script names a folder as its map',
    keepsFor('//# sourceMappingURL=FOLDER/maps'),
    ({ folder }) => {
      mkdirSync(join(folder, 'maps'));
      return undefined;
    },
  ),
  mapIs(
    'an application is watched of which a script names a file of three gigabytes as its map',
    keepsFor('//# sourceMappingURL=FOLDER/huge.map'),
    makeHuge,
  ),
  mapIs(
    'an application is watched of which a map is not JSON',
    keepsFor('//# sourceMappingURL=FOLDER/broken.map'),
    withFile('broken.map', '{"version":3,"mappings":"AAAA;;;;'),
  ),
  mapIs(
    'an application is watched of which a map has nonsense in every member',
    keepsFor('//# sourceMappingURL=FOLDER/broken.map'),
    withFile(
      'broken.map',
      JSON.stringify({ version: 3, sources: [null, 7, {}], names: 'x', mappings: '!!!!,////;~~', sections: [] }),
    ),
  ),
  mapIs(
    'an application is watched of which a map has sections within sections',
    keepsFor('//# sourceMappingURL=FOLDER/deep.map'),
    withFile(
      'deep.map',
      `${'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":'.repeat(20_000)}{}${'}]}'.repeat(20_000)}`,
    ),
  ),
  mapIs(
    'an application is watched of which a script has a map of ten megabytes within it',
    keepsFor(
      `//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}').toString('base64')}${'A'.repeat(1_000_000)}`,
    ),
  ),
  mapIs(
    'an application is watched of which a script names an address of the network as its map',
    keepsFor('//# sourceMappingURL=http://127.0.0.1:9/none.map'),
  ),
  snapshotOf(
    'an application that takes a snapshot ends although a script names a pipe as its map',
    keepsFor('//# sourceMappingURL=FOLDER/pipe'),
    makeFifo,
    { seen: true },
  ),
  snapshotOf(
    'an application that takes a snapshot ends although a script names /dev/zero as its map',
    keepsFor('//# sourceMappingURL=/dev/zero'),
    NOTHING,
    { seen: true },
  ),
  snapshotOf(
    'an application that shows a snapshot ends although a script is named /dev/zero',
    keepsNamed('/dev/zero'),
    NOTHING,
    { seen: true },
  ),
  configIs('an application whose HEAPGAUGE_CONFIG is a pipe runs on', 'pipe', makeFifo),
  configIs('an application whose HEAPGAUGE_CONFIG is /dev/zero runs on', '/dev/zero', NOTHING),
  configIs('an application whose HEAPGAUGE_CONFIG is a folder runs on', '.', NOTHING),
  configIs('an application whose HEAPGAUGE_CONFIG is not there runs on', 'none.json', NOTHING),
  configIs('an application whose HEAPGAUGE_CONFIG is three gigabytes runs on', 'huge.map', makeHuge),
  configIs(
    'an application whose HEAPGAUGE_CONFIG is binary runs on',
    'binary',
    withFile('binary', Buffer.alloc(5000, 0xfe)),
  ),
  configIs(
    'an application whose HEAPGAUGE_CONFIG is a list within a list a hundred thousand deep runs on',
    'deep.json',
    withFile('deep.json', '['.repeat(100_000)),
  ),
  configIs(
    'an application whose HEAPGAUGE_CONFIG wants to change prototypes runs on',
    'proto.json',
    withFile('proto.json', '{"__proto__":{"period":"1s"},"constructor":{"prototype":{"polluted":1}}}'),
  ),
];
