import assert from 'node:assert/strict';
import type { Report } from '../../../src/index.js';
import { until } from '../../support/run-node.js';
import type { Application } from '../application.js';
import type { Fault, Runs } from '../fault.js';

/** An application whose thread is held for some seconds by one call, a second and a half after its start. */
function heldBy(imports: string, call: string): string {
  return `
${imports}
const kept = [];
const work = setInterval(() => kept.push({ at: kept.length }), 20);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
setTimeout(() => {
  process.stdout.write('held\\n');
  ${call}
  process.stdout.write('free\\n');
}, 1500);
`;
}

/** Waits for a report that says whether the thread answers. */
async function reported(application: Application, isAnswering: boolean): Promise<Report | undefined> {
  if (!application.isWatched) return undefined;
  return until(
    isAnswering ? 'a report of an answer' : 'a report without an answer',
    async () => {
      const report = await application.report();
      return report !== undefined && (report.sampler.notAnsweringSince === null) === isAnswering ? report : undefined;
    },
    20,
  );
}

/** Sees whether it is reported while the thread is held that it does not answer, and that it answers afterwards. */
async function seeHeld(application: Application): Promise<void> {
  await application.printed('held');
  application.note('held', await reported(application, false));
  application.note('freed before the report', application.stdout().includes('free\n'));
  await application.printed('free');
  application.note('free', await reported(application, true));
}

function saysHeld({ watched }: Runs): void {
  const [held, free] = ['held', 'free'].map((name) => watched.notes.get(name) as Report);
  assert.equal(watched.notes.get('freed before the report'), false, 'it was said only afterwards');
  assert.ok(held?.sampler.notAnsweringSince !== null && free?.sampler.notAnsweringSince === null);
  assert.match(watched.said.join('\n'), /^the application's thread has answered after [\d.]+ s, since .*$/);
}

/** What the delay of the event loop may be besides: the fault itself makes it long, in both alike. */
const HELD: Pick<Fault, 'part' | 'delayMilliseconds' | 'provoke' | 'expect' | 'lines'> = {
  part: 'supervision',
  delayMilliseconds: 2000,
  provoke: seeHeld,
  expect: saysHeld,
  lines: 1,
};

export const ANSWERING: readonly Fault[] = [
  {
    ...HELD,
    name: 'an application that waits in execSync is reported as not answering, until it answers',
    seen: true,
    program: heldBy(`import { execSync } from 'node:child_process';`, `execSync('sleep 6');`),
  },
  {
    ...HELD,
    name: 'an application that computes a key for seconds is reported as not answering, until it answers',
    seen: true,
    program: heldBy(
      `import { pbkdf2Sync } from 'node:crypto';
let aSecond = 0;
// A busy machine makes most of these slow, and the key would be short then.
for (let n = 0; n < 10; n += 1) {
  const before = process.hrtime.bigint();
  pbkdf2Sync('secret', 'salt', 20_000, 64, 'sha512');
  aSecond = Math.max(aSecond, 2e13 / Number(process.hrtime.bigint() - before));
}`,
      `pbkdf2Sync('secret', 'salt', Math.ceil(10 * aSecond), 64, 'sha512');`,
    ),
  },
];
