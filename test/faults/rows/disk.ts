import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { WORKS, worksAnd } from './programs.js';

/** Runs the application with a small file system of its own mounted at `disk`, which goes when it ends. */
function withDisk(options: string, after = ':'): string {
  return `mkdir disk\nexec unshare -m bash -c 'mount -t tmpfs -o ${options} none disk && ${after} && exec "$@"' bash "$@"`;
}

function noMounts(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'it takes root';
}

/** Takes a snapshot where it is watched, writes it, and says how that ended; the bare one writes as many bytes. */
const DUMPS = (path: string): string => `
const { start, takeSnapshot } = await import('heapgauge');
if (process.env.WATCHED) {
  start();
  try {
    takeSnapshot().dump(${JSON.stringify(path)});
    console.log('written');
  } catch (error) {
    console.log(error.code);
  }
} else {
  const { writeFileSync } = await import('node:fs');
  try {
    writeFileSync(${JSON.stringify(path)}, Buffer.alloc(5000));
    console.log('written');
  } catch (error) {
    console.log(error.code);
  }
}
`;

function dumping(name: string, path: string, code: string, shell: string | undefined): Fault {
  return {
    name,
    part: 'disk',
    watched: 'in code',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    program: DUMPS(path),
    ...(shell === undefined ? {} : { shell, impossible: noMounts }),
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.equal(bare.stdout, `${code}\n`);
    },
  };
}

export const DISK: readonly Fault[] = [
  dumping(
    'an application that dumps a snapshot onto a full disk gets the error of the system',
    'disk/a.snapshot',
    'ENOSPC',
    withDisk('size=64k', 'head -c 65536 /dev/zero > disk/full 2> disk/none || true'),
  ),
  dumping(
    'an application that dumps a snapshot onto a read-only disk gets the error of the system',
    'disk/a.snapshot',
    'EROFS',
    withDisk('ro'),
  ),
  dumping(
    'an application that dumps a snapshot into a folder that is not there gets the error of the system',
    'none/a.snapshot',
    'ENOENT',
    undefined,
  ),
  dumping(
    'an application that dumps a snapshot into a device that is full gets the error of the system',
    '/dev/full',
    'ENOSPC',
    undefined,
  ),
  {
    name: 'an application whose temporary folder and working folder are a full disk is watched',
    part: 'disk',
    program: WORKS,
    env: { TMPDIR: 'disk' },
    impossible: noMounts,
    shell: withDisk('size=64k', 'cd disk && { head -c 65536 /dev/zero > full 2> none || true; }'),
  },
  {
    name: 'an application on a read-only file system is watched',
    part: 'disk',
    program: WORKS,
    impossible: noMounts,
    shell: withDisk('ro', 'cd disk'),
  },
  {
    name: 'an application whose working folder is deleted while it runs is watched on',
    part: 'disk',
    program: worksAnd(
      `const fs = await import('node:fs'); fs.mkdirSync('gone'); process.chdir('gone'); fs.rmdirSync('../gone');`,
    ),
    provoke: async ({ printed }) => {
      await printed('done');
      await pause(500);
    },
  },
  {
    name: 'an application that starts in a deleted folder runs on',
    part: 'disk',
    program: WORKS,
    fromStart: true,
    shell: 'mkdir gone; cd gone; rmdir ../gone',
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(500);
    },
  },
  {
    name: 'an application whose temporary folder is not there is watched',
    part: 'disk',
    program: WORKS,
    env: { TMPDIR: '/none/at/all', HOME: '/none' },
  },
];
