import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

/** Opens every descriptor there is, works without any for a while, gives them back. */
const OPENS_ALL = `
import { closeSync, openSync } from 'node:fs';
const opened = [];
const work = setInterval(() => undefined, 50);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
setTimeout(() => {
  try {
    for (;;) opened.push(openSync('/dev/null'));
  } catch (error) {
    console.log(error.code);
  }
  setTimeout(() => {
    for (const file of opened) closeSync(file);
    console.log('given back');
  }, 1500);
}, 1500);
`;

/** A server on a socket in its folder, which says so once it has no descriptor left. */
const SERVER = `
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
const server = createServer((request, response) => response.end('served'));
server.listen('server.sock', () => process.stdout.write('ready\\n'));
const watch = setInterval(() => {
  try {
    closeSync(openSync('/dev/null'));
  } catch (error) {
    console.log(error.code);
    clearInterval(watch);
  }
}, 20);
process.once('over', () => {
  clearInterval(watch);
  server.close();
  server.closeAllConnections();
});
`;

const FEW = 'ulimit -n 60';

function metEmfile({ watched, bare }: { watched: { stdout: string }; bare: { stdout: string } }): void {
  assert.match(bare.stdout, /EMFILE/);
  assert.match(watched.stdout, /EMFILE/);
}

export const DESCRIPTORS: readonly Fault[] = [
  {
    name: 'an application that opens every file descriptor it may runs on',
    part: 'descriptors',
    seen: true,
    program: OPENS_ALL,
    shell: FEW,
    provoke: ({ printed }) => printed('given back'),
    met: metEmfile,
  },
  ...([22, 24, 26] as const).map((node): Fault => ({
    name: `an application on Node.js ${node} that opens every file descriptor it may runs on`,
    part: 'descriptors',
    seen: true,
    node,
    program: OPENS_ALL,
    shell: FEW,
    provoke: ({ printed }) => printed('given back'),
    met: metEmfile,
  })),
  {
    name: 'a plain server that is flooded with connections until no descriptor is left goes on serving',
    part: 'descriptors',
    seen: true,
    program: SERVER,
    shell: 'ulimit -n 100',
    provoke: flood,
    met: metEmfile,
  },
  {
    name: 'an application that handles uncaught exceptions gets none of ours when no descriptor is left',
    part: 'descriptors',
    seen: true,
    program: `process.on('uncaughtException', (error) => console.log('uncaught', error.code));\n${OPENS_ALL}`,
    shell: FEW,
    provoke: ({ printed }) => printed('given back'),
    met: metEmfile,
  },
  {
    name: 'an application starts where it has hardly more descriptors than Node.js takes for itself',
    part: 'descriptors',
    seen: true,
    program: WORKS,
    shell: 'ulimit -n 25',
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(1000);
    },
    noReport: 'no descriptor is left for the sampler',
  },
  {
    name: 'an application starts where the sampler thread gets no descriptors',
    part: 'descriptors',
    program: WORKS,
    shell: 'ulimit -n 32',
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(1000);
    },
    noReport: 'hardly a descriptor is left for the sampler',
  },
  {
    name: 'an application that has no descriptor left exits with its own code',
    part: 'descriptors',
    program: `${OPENS_ALL}\nsetTimeout(() => process.exit(7), 2300);`,
    shell: FEW,
    provoke: ({ ending }) => ending(),
    met: ({ bare, watched }) => {
      assert.deepEqual([bare.stdout, watched.stdout], ['ready\nEMFILE\n', 'ready\nEMFILE\n']);
    },
    expect: ({ watched }) => {
      assert.equal(watched.code, 7);
    },
    noReport: 'it has ended',
  },
];

async function flood({ folder, printed }: Application): Promise<void> {
  const path = join(folder, 'server.sock');
  const sockets: Socket[] = [];
  for (let n = 0; n < 200; n += 1) sockets.push(connect(path).on('error', () => undefined));
  await printed('EMFILE');
  await pause(1500);
  for (const socket of sockets) socket.destroy();
  await pause(200);
  const late = connect(path);
  late.end('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const [answer] = (await once(late.setEncoding('utf8'), 'data')) as [string];
  assert.match(answer, /200 OK/);
}
