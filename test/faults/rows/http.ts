import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

/** Many functions, so that a page is large. */
const MANY_SITES = `
const functions = Array.from({ length: 1000 }, (_, n) => new Function('kept', 'for (let n = 0; n < 20; n += 1) kept.push({ n, at: ' + n + ' });'));
const kept = [];
let at = 0;
for (const one of functions) for (let n = 0; n < 5; n += 1) one(kept);
const work = setInterval(() => { for (let n = 0; n < 20; n += 1) functions[at++ % 1000](kept); if (kept.length > 400_000) kept.length = 0; }, 10);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;

/** Does something to heapgauge's page, where there is one. */
function abused(name: string, abuse: (application: Application) => Promise<void>, others: Partial<Fault> = {}): Fault {
  return {
    name,
    part: 'http',
    program: WORKS,
    provoke: async (application) => {
      if (application.isWatched) await abuse(application);
      else await pause(500);
    },
    ...others,
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

async function statusOf(
  { port }: Application,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

export const HTTP: readonly Fault[] = [
  abused(
    'an application of which one connection asks for 2,000 pages and reads none is watched on',
    async ({ port }) => {
      const socket = await open(port);
      socket.pause();
      socket.write('GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(2000));
      await pause(4000);
      socket.destroy();
    },
    {
      seen: true,
      program: MANY_SITES,
      settings: { HEAPGAUGE_TOP_SITES: '1000', HEAPGAUGE_SAMPLE_INTERVAL: '1KiB' },
      memoryMiB: 160,
    },
  ),
  abused(
    'an application of which two hundred ask for the report at once serves its own requests',
    async (application) => {
      const statuses = await Promise.all(
        Array.from({ length: 200 }, () => statusOf(application, 'GET', '/report').catch(() => undefined)),
      );
      application.note('served', statuses.filter((status) => status === 200).length);
      for (let n = 0; n < 20; n += 1) {
        await Promise.all(
          Array.from({ length: 20 }, () => statusOf(application, 'GET', '/report').catch(() => undefined)),
        );
      }
    },
    {
      program: MANY_SITES,
      settings: { HEAPGAUGE_TOP_SITES: '1000', HEAPGAUGE_SAMPLE_INTERVAL: '1KiB' },
      memoryMiB: 160,
    },
  ),
  abused('an application whose page gets 2,000 malformed requests is watched on', async ({ port }) => {
    for (let n = 0; n < 100; n += 1) {
      const sockets = await Promise.all(Array.from({ length: 20 }, () => open(port)));
      sockets.forEach((socket, at) => {
        socket.end(
          [
            'GET\r\n\r\n',
            '\u0000\u0001\u0002\r\n\r\n',
            'GET / HTTP/9.9\r\n\r\n',
            `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
            'GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n',
          ][at % 5] ?? '',
        );
      });
      await Promise.all(sockets.map((socket) => closed(socket)));
    }
  }),
  abused('an application whose page has four hundred idle connections is watched on', async ({ port }) => {
    const sockets = await Promise.all(Array.from({ length: 400 }, () => open(port)));
    await pause(1500);
    for (const socket of sockets) socket.destroy();
  }),
  abused('an application whose page is asked a letter at a time is watched on', async ({ port }) => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open(port)));
    for (const letter of 'GET /metrics HTTP/1.1\r\nx: ') {
      for (const socket of sockets) socket.write(letter);
      await pause(50);
    }
    for (const socket of sockets) socket.destroy();
  }),
  abused('an application whose page is read by nobody who asked for it is watched on', async ({ port }) => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open(port)));
    for (const socket of sockets) {
      socket.pause();
      socket.write('GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(50));
    }
    await pause(2000);
    for (const socket of sockets) socket.destroy();
  }),
  abused(
    'an application answers no foreign host and no method that changes something',
    async (application) => {
      application.note('foreign host', await statusOf(application, 'GET', '/report', { host: 'evil.test:9464' }));
      for (const method of ['POST', 'DELETE', 'PUT', 'PATCH', 'TRACE', 'OPTIONS']) {
        application.note(method, await statusOf(application, method, '/report'));
      }
      application.note('GET', await statusOf(application, 'GET', '/report'));
      application.note('HEAD', await statusOf(application, 'HEAD', '/metrics'));
    },
    {
      seen: true,
      expect: ({ watched: { notes } }) => {
        assert.deepEqual([notes.get('GET'), notes.get('HEAD')], [200, 200]);
        for (const [name, status] of notes) {
          if (name !== 'GET' && name !== 'HEAD') assert.ok(Number(status) >= 400, `${name}: ${String(status)}`);
        }
      },
    },
  ),
  abused(
    'an application gives away no file whatever path is asked for',
    async (application) => {
      for (const path of [
        '/../../etc/passwd',
        '/%2e%2e/%2e%2e/etc/passwd',
        '//etc/passwd',
        '/metrics/../report',
        '/__proto__',
        '/constructor',
        '/report%00',
        '*',
      ]) {
        application.note(path, await statusOf(application, 'GET', path));
      }
    },
    {
      expect: ({ watched: { notes } }) => {
        for (const [path, status] of notes) assert.ok(Number(status) >= 400, `${path}: ${String(status)}`);
      },
    },
  ),
  abused('an application whose page is posted a hundred megabytes is watched on', async ({ port }) => {
    const socket = await open(port);
    socket.write('POST /report HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 104857600\r\n\r\n');
    const part = Buffer.alloc(2 ** 20);
    for (let n = 0; n < 100 && !socket.destroyed; n += 1) {
      if (!socket.write(part)) await Promise.race([once(socket, 'drain').catch(() => undefined), pause(500)]);
    }
    socket.destroy();
  }),
];
