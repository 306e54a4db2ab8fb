import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensurePrograms } from '../../support/debian-programs.js';
import type { Fault } from '../fault.js';
import { WORKS, worksAnd } from './programs.js';

/** Does something to the application's own idea of time, and works under it for a while. */
function timeIs(name: string, act: string): Fault {
  return {
    name,
    part: 'clock',
    program: worksAnd(act),
    provoke: async ({ printed }) => {
      await printed('done');
      await pause(1000);
    },
  };
}

export const CLOCK: readonly Fault[] = [
  timeIs(
    'an application whose Date goes ten years back runs on',
    `const { now } = Date; Date.now = () => now() - 10 * 365 * 864e5; console.log(new Date(Date.now()).getFullYear() < 2020);`,
  ),
  timeIs(
    'an application whose Date jumps thirty days ahead and back runs on',
    `const { now } = Date; let ahead = 0; Date.now = () => now() + ahead; setInterval(() => { ahead = 30 * 864e5 - ahead; }, 100).unref();`,
  ),
  timeIs('an application whose Date.now throws runs on', `Date.now = () => { throw new Error('no time'); };`),
  timeIs('an application whose Date is none runs on', `globalThis.Date = class { static now() { return NaN; } };`),
  timeIs(
    'an application whose performance.now stands still runs on',
    `const at = performance.now(); performance.now = () => at;`,
  ),
  timeIs(
    'an application whose process.hrtime throws runs on',
    `process.hrtime = () => { throw new Error('no time'); }; process.hrtime.bigint = process.hrtime;`,
  ),
  {
    name: 'an application under fake timers is reported on',
    part: 'clock',
    program: `import { mock } from 'node:test';
const work = setInterval(() => undefined, 20);
process.once('over', () => process.exit());
process.stdout.write('ready\\n');
setTimeout(() => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout', 'setImmediate', 'Date'] });
  console.log(Date.now());
}, 500);`,
    provoke: async ({ printed }) => {
      await printed('\n0\n');
      await pause(500);
    },
  },
  {
    name: 'an application under fake timers from its start is reported on',
    part: 'clock',
    program: `import { mock } from 'node:test';
mock.timers.enable({ apis: ['setInterval', 'setTimeout', 'setImmediate', 'Date'] });
process.once('over', () => process.exit());
process.stdout.write('ready\\n');`,
    provoke: () => pause(500),
  },
  {
    name: 'an application whose machine has the date of ten years ago is reported on',
    part: 'clock',
    program: `console.log(new Date().getFullYear());\n${WORKS}`,
    impossible: faketimeMissing,
    shell: faketime("export FAKETIME='-10y'"),
    met: ({ watched }) => {
      assert.match(watched.stdout, /^201\d/);
    },
  },
  {
    name: 'an application whose machine has its clock set by thirty days, there and back, is reported on',
    part: 'clock',
    program: `${WORKS}
const begin = Date.now();
let most = 0;
setInterval(() => { most = Math.max(most, Date.now() - begin); }, 50).unref();
process.once('over', () => console.log(most > 29 * 864e5));`,
    impossible: faketimeMissing,
    shell: faketime("echo '+0' > clock; export FAKETIME_TIMESTAMP_FILE=$PWD/clock FAKETIME_NO_CACHE=1"),
    provoke: async ({ folder, nextReport }) => {
      for (const shift of ['+30d', '-30d', '+0']) {
        await writeFile(join(folder, 'clock'), shift);
        await pause(500);
      }
      await nextReport();
    },
    met: ({ bare, watched }) => {
      assert.match(bare.stdout, /true/);
      assert.match(watched.stdout, /true/);
    },
  },
];

/** Sets the clock of the application alone; its monotonic clock is the machine's. */
function faketime(setting: string): string {
  return `${setting}\nexport FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1)`;
}

function faketimeMissing(): string | undefined {
  return ensurePrograms({ programs: ['faketime'], packages: ['faketime'] }) ? undefined : 'there is no faketime';
}
