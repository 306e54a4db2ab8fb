import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Place, Prepared } from '../fault.js';
import { MONITORED, WORKS } from './programs.js';

/** An Alertmanager that answers in its own way, told to an application that has an alert from the start. */
function alertmanager(answer: RequestListener): (place: Place) => Promise<Prepared> {
  return async ({ note }) => {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      note('requests', requests);
      request.resume();
      response.on('error', () => undefined);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      env: { HEAPGAUGE_ALERTMANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  };
}

function answering(name: string, answer: RequestListener, others: Partial<Fault> = {}): Fault {
  return {
    name,
    part: 'receivers',
    program: WORKS,
    settings: { HEAPGAUGE_BUDGETS: 'heap=1MiB for 0s' },
    prepare: alertmanager(answer),
    provoke: async ({ isWatched }) => {
      await pause(isWatched ? 3500 : 500);
    },
    met: ({ watched }) => {
      assert.ok(Number(watched.notes.get('requests')) > 0, 'nothing was posted');
    },
    ...others,
  };
}

/** Writes for as long as somebody reads, a gigabyte at the most. */
function pour(response: ServerResponse): void {
  const part = Buffer.alloc(2 ** 20, 'x');
  let left = 1024;
  const go = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(part)) {
        response.once('drain', go);
        return;
      }
    }
    response.end();
  };
  go();
}

export const RECEIVERS: readonly Fault[] = [
  answering(
    'an application whose Alertmanager answers a gigabyte keeps its memory',
    (_, response) => {
      pour(response);
    },
    { seen: true, memoryMiB: 80 },
  ),
  answering(
    'an application whose Alertmanager answers a gigabyte of an error keeps its memory',
    (_, response) => {
      response.writeHead(500);
      pour(response);
    },
    { seen: true, memoryMiB: 80 },
  ),
  answering('an application whose Alertmanager never answers is watched and ends at once', () => undefined, {
    expect: ({ bare, watched }) => {
      assert.ok(watched.endSeconds < bare.endSeconds + 1, `${watched.endSeconds} s to the end`);
    },
  }),
  answering('an application whose Alertmanager answers a byte at a time is watched and ends at once', (_, response) => {
    response.writeHead(500, { 'content-type': 'text/plain' });
    const drip = setInterval(() => response.write('x'), 50);
    response.on('close', () => {
      clearInterval(drip);
    });
  }),
  answering('an application whose Alertmanager fails is watched', (_, response) => {
    response.writeHead(500).end('\u001B[31mno\r\nheapgauge: forged');
  }),
  answering('an application whose Alertmanager sends it elsewhere is watched', (_, response) => {
    response.writeHead(301, { location: 'http://127.0.0.1:9/' }).end();
  }),
  answering('an application whose Alertmanager hangs up is watched', (request) => {
    request.socket.destroy();
  }),
  answering('an application whose Alertmanager speaks no HTTP is watched', (request) => {
    request.socket.write('\u0000\u0001nonsense\n');
  }),
  {
    name: 'an application whose Alertmanager is not there is watched',
    part: 'receivers',
    program: WORKS,
    settings: {
      HEAPGAUGE_BUDGETS: 'heap=1MiB for 0s',
      HEAPGAUGE_ALERTMANAGER: 'http://127.0.0.1:9,http://none.invalid:9093',
    },
    lines: 4,
    provoke: () => pause(1500),
  },
  ...(['throw', 'reject', 'hang', 'block'] as const).map((how): Fault => ({
    name: `an application whose handlers and listeners ${how} is watched on`,
    part: 'receivers',
    watched: 'in code',
    program: `${MONITORED.replace('maxPauseRatio: 1,', "maxPauseRatio: 1, budgets: 'heap=1MiB for 0s', onAlert: act,")}
function act() {
  const how = ${JSON.stringify(how)};
  if (how === 'throw') throw new Error('its own');
  if (how === 'reject') return Promise.reject(new Error('its own'));
  if (how === 'hang') return new Promise(() => undefined);
  const until = Date.now() + 100;
  while (Date.now() < until);
}
for (const event of ['report', 'leak', 'budget', 'error']) monitor?.on(event, act);
${WORKS}`,
    lines: 6,
    provoke: () => pause(1000),
  })),
];
