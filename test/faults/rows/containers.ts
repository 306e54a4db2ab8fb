import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

/** Where a controller's groups are, in the first version of cgroups; that of the second is a single tree. */
function controller(name: string): string {
  return `/sys/fs/cgroup/${name}`;
}

function missing(name: string): string | undefined {
  try {
    accessSync(controller(name), constants.W_OK);
    accessSync(join(controller(name), 'cgroup.procs'), constants.W_OK);
    return undefined;
  } catch {
    return `there is no control group of ${name} to write to`;
  }
}

/** Does something to a running application within a control group of its own, and takes the group away. */
async function within(
  name: string,
  application: Application,
  limits: Readonly<Record<string, string>>,
  act: (group: string) => Promise<void>,
): Promise<void> {
  const group = join(controller(name), `heapgauge-faults-${application.pid}`);
  mkdirSync(group);
  try {
    for (const [file, value] of Object.entries(limits)) writeFileSync(join(group, file), value);
    writeFileSync(join(group, 'cgroup.procs'), String(application.pid));
    await act(group);
  } finally {
    for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
      writeFileSync(join(controller(name), 'cgroup.procs'), pid);
    }
    rmdirSync(group);
  }
}

/** Stops a process as a paused container or a moved virtual machine is stopped. */
async function stopFor({ process: child }: Application, milliseconds: number): Promise<void> {
  child.kill('SIGSTOP');
  await pause(milliseconds);
  child.kill('SIGCONT');
}

/** Stops the application in the middle of a read, as far as the latest report says when the next one is, three times. */
async function stopWithinReads(application: Application): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    const report = await application.nextReport(8);
    if (report !== undefined) {
      const { periodSeconds, lastPauseSeconds } = report.sampler;
      const middle = Date.parse(report.time) + 1000 * (periodSeconds + lastPauseSeconds / 2);
      await pause(Math.max(0, middle - Date.now()));
    }
    await stopFor(application, 3000);
    await application.nextReport(6);
    await application.nextReport(6);
  }
}

export const CONTAINERS: readonly Fault[] = [
  {
    name: 'an application that is stopped for three seconds while its heap is read is reported on soon after it',
    part: 'containers',
    seen: true,
    // So many samples that a read takes long enough to be met.
    program: `const many = Array.from({ length: 100_000 }, (_, n) => ({ n, text: 'item ' + n }));
${WORKS}
process.once('over', () => console.log(many.length));`,
    settings: { HEAPGAUGE_SAMPLE_INTERVAL: '64', HEAPGAUGE_MAX_PAUSE_RATIO: '0.3' },
    provoke: stopWithinReads,
    delayMilliseconds: 4000,
    memoryMiB: 300,
    recoversWithinSeconds: 6,
  },
  {
    name: 'an application that is stopped again and again at random is reported on at once after it',
    part: 'containers',
    program: WORKS,
    settings: { HEAPGAUGE_PERIOD: '100ms', HEAPGAUGE_MAX_PAUSE_RATIO: '0.05' },
    provoke: async (application) => {
      for (let n = 0; n < 8; n += 1) {
        await stopFor(application, 400);
        await pause(50 + ((n * 37) % 100));
      }
    },
    delayMilliseconds: 1000,
  },
  {
    name: 'an application that runs for a tenth of the time is reported on',
    part: 'containers',
    program: WORKS,
    provoke: async (application) => {
      for (let n = 0; n < 15; n += 1) {
        await stopFor(application, 180);
        await pause(20);
      }
    },
    delayMilliseconds: 1000,
  },
  {
    name: 'an application with a twentieth of a processor is reported on',
    part: 'containers',
    // More work than it is allowed.
    program: `${WORKS}
let sum = 0;
setInterval(() => { for (let n = 0; n < 5_000_000; n += 1) sum += n; }, 50).unref();`,
    impossible: () => missing('cpu'),
    provoke: (application) =>
      within('cpu', application, { 'cpu.cfs_period_us': '100000', 'cpu.cfs_quota_us': '5000' }, async (group) => {
        await pause(5000);
        application.note('throttled', readFileSync(join(group, 'cpu.stat'), 'utf8'));
      }),
    met: ({ watched }) => {
      assert.match(String(watched.notes.get('throttled')), /nr_throttled [1-9]/);
    },
    delayMilliseconds: 8000,
    recoversWithinSeconds: 40,
    endsWithinSeconds: 40,
  },
  {
    name: 'an application that is frozen for three seconds is reported on at once after it',
    part: 'containers',
    program: WORKS,
    settings: { HEAPGAUGE_MAX_PAUSE_RATIO: undefined },
    impossible: () => missing('freezer'),
    provoke: (application) =>
      within('freezer', application, {}, async (group) => {
        writeFileSync(join(group, 'freezer.state'), 'FROZEN');
        await pause(3000);
        writeFileSync(join(group, 'freezer.state'), 'THAWED');
        await pause(500);
      }),
    met: ({ bare }) => {
      assert.ok((bare.delays?.longest ?? 0) > 2000);
    },
    delayMilliseconds: 1000,
  },
  {
    name: 'an application in a container that allows it no further thread runs on',
    part: 'containers',
    program: WORKS,
    impossible: () => missing('pids'),
    fromStart: true,
    // Node.js itself has eleven threads.
    shell: `group=${controller('pids')}/heapgauge-faults-$$; mkdir $group; echo 11 > $group/pids.max; echo $$ > $group/cgroup.procs`,
    provoke: async ({ printed, nextReport, pid }) => {
      const group = join(controller('pids'), `heapgauge-faults-${pid}`);
      try {
        await printed('ready');
        await nextReport(20);
      } finally {
        writeFileSync(join(controller('pids'), 'cgroup.procs'), String(pid));
        rmdirSync(group);
      }
    },
    met: ({ watched }) => {
      assert.match(watched.said.join('\n'), /no thread/);
    },
  },
  {
    name: 'an application in a container of 200 MiB does not die of being watched',
    part: 'containers',
    program: `const large = Buffer.alloc(60 * 2 ** 20, 1);\n${WORKS}\nprocess.once('over', () => console.log(large.length));`,
    impossible: () => missing('memory'),
    provoke: (application) =>
      within('memory', application, { 'memory.limit_in_bytes': String(200 * 2 ** 20) }, () => pause(3000)),
  },
];
