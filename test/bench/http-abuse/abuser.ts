/**
 * Does to a metrics page all at once what its clients should not: asks without reading, asks by the hundred, holds
 * connections, reads slowly and sends nonsense. What is closed is opened again after a while, so that it takes a bounded
 * share of the machine; and it lets everybody else go first. Its parent gets what it counted at the end.
 */
import { connect, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbuseCounts } from './round.js';

setPriority(constants.priority.PRIORITY_LOW);
const { hostname, port } = new URL(process.argv[2] ?? '');
const counts: AbuseCounts = { connections: 0, closedByServer: 0, receivedBytes: 0 };
let isOver = false;

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Opens connections one after another, so many at a time, and a new one a while after one was closed. */
function abuse(atOnce: number, againMilliseconds: number, act: (socket: Socket) => void): void {
  const once = async (): Promise<void> => {
    while (!isOver) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.once('connect', () => {
          counts.connections += 1;
          act(socket);
        });
        socket.once('close', () => {
          counts.closedByServer += 1;
          counts.receivedBytes += socket.bytesRead;
          resolve();
        });
      });
      await sleep(againMilliseconds);
    }
  };
  for (let n = 0; n < atOnce; n += 1) void once();
}

// Pipelines two thousand requests and reads no answer.
abuse(4, 250, (socket) => {
  socket.pause();
  socket.write(request('/metrics').repeat(2000));
  // Somebody who does not read hears of the end when writing.
  const timer = setInterval(() => socket.write(request('/metrics')), 500);
  socket.once('close', () => {
    clearInterval(timer);
  });
});
// Two hundred who ask for the report, over and over.
abuse(200, 500, (socket) => {
  socket.on('data', (chunk) => {
    // A report ends with a brace.
    if (chunk.at(-1) === 0x7d) socket.write(request('/report'));
  });
  socket.write(request('/report'));
});
// Four hundred idle connections.
abuse(400, 2000, (socket) => {
  socket.resume();
});
// Fifty who read a kilobyte now and then.
abuse(50, 500, (socket) => {
  socket.pause();
  socket.write(request('/metrics'));
  const timer = setInterval(() => {
    socket.read(1024);
  }, 100);
  socket.once('close', () => {
    clearInterval(timer);
  });
});
// Nonsense.
abuse(20, 100, (socket) => {
  socket.resume();
  socket.write(`\u0016\u0003\u0001 ${'x'.repeat(20_000)}\r\n\r\n`);
});

process.once('message', () => {
  isOver = true;
  process.send?.(counts, () => process.exit());
});
process.on('disconnect', () => process.exit());
