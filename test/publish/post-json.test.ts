import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { postJson } from '../../src/publish/post-json.js';

const BOUNDS = { answerSeconds: 0.5, connectSeconds: 0.5 };

describe('posting JSON', () => {
  let server: Server;
  let requests: string[];
  let sentBytes: number;
  /** What the server does with a connection on which a request has come. */
  let answer: (socket: Socket) => void;
  const post = (bounds = BOUNDS): Promise<void> =>
    postJson(
      { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`, headers: {} },
      [1],
      bounds,
    );

  beforeEach(async () => {
    requests = [];
    sentBytes = 0;
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request) => {
        requests.push(request.toString());
        answer(socket);
      });
      socket.once('close', () => (sentBytes += socket.bytesWritten));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.close();
  });

  it('a value is posted with its length, and a success needs no more than a status', async () => {
    answer = (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n');
    await post();
    assert.match(requests[0] ?? '', /^POST \/alerts HTTP\/1\.1\r\ncontent-length: 3\r\n/i);
    assert.match(requests[0] ?? '', /\r\n\r\n\[1\]$/);
  });

  it('of a success that never ends nothing is read', async () => {
    answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      pour(socket);
    };
    await post({ ...BOUNDS, answerSeconds: 20 });
    await everythingClosed(server);
    assert.ok(sentBytes < 50 * 2 ** 20, `${sentBytes} bytes`);
  });

  it('of a complaint that never ends the beginning is read', async () => {
    answer = (socket) => {
      socket.write('HTTP/1.1 500 No\r\n\r\nbecause of it');
      pour(socket);
    };
    await assert.rejects(post({ ...BOUNDS, answerSeconds: 20 }), (error: Error) => {
      assert.match(error.message, /^HTTP 500 because of itx+$/);
      assert.ok(error.message.length < 250);
      return true;
    });
    await everythingClosed(server);
    assert.ok(sentBytes < 50 * 2 ** 20, `${sentBytes} bytes`);
  });

  for (const [what, first, then, reason] of [
    ['does not come', '', '', /^no answer within 0\.5 s$/],
    ['comes a byte at a time', 'H', 'x', /./],
    ['comes with headers a byte at a time', 'HTTP/1.1 200 OK\r\nX: ', 'x', /^no answer within 0\.5 s$/],
    ['comes with a complaint a byte at a time', 'HTTP/1.1 503 No\r\n\r\n', 'x', /^HTTP 503 x+$/],
    ['announces another for ever', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', /^no answer within 0\.5 s$/],
  ] as const) {
    it(`an answer that ${what} is not waited for`, { timeout: 10_000 }, async () => {
      answer = (socket) => {
        socket.write(first);
        const timer = setInterval(() => then !== '' && socket.write(then), 10);
        socket.once('close', () => {
          clearInterval(timer);
        });
      };
      await assert.rejects(post(), (error: Error) => reason.test(error.message));
      await everythingClosed(server);
    });
  }

  for (const [what, text, reason] of [
    [
      'leads elsewhere',
      'HTTP/1.1 301 Moved\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n',
      /^HTTP 301 https:\/\/elsewhere\/$/,
    ],
    ['has headers without end', `HTTP/1.1 200 OK\r\n${`X: ${'x'.repeat(1000)}\r\n`.repeat(1000)}`, /Header overflow/i],
    ['is another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', /Parse Error/],
    ['ends before it has begun', '', /socket hang up/],
    [
      'switches to another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      /./,
    ],
    ['ends too early', 'HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nbecause', /^HTTP 500 because$/],
  ] as const) {
    it(`an answer that ${what} is a failure`, { timeout: 10_000 }, async () => {
      answer = (socket) => socket.end(text);
      await assert.rejects(post(), (error: Error) => reason.test(error.message));
      await everythingClosed(server);
    });
  }

  it('an answer that is packed is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 24));
    answer = (socket) => {
      socket.write(`HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
      socket.end(bomb);
    };
    await assert.rejects(post(), (error: Error) => error.message.startsWith('HTTP 500 ') && error.message.length < 250);
  });

  it('nobody who listens is a failure', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    await assert.rejects(postJson({ address: `http://127.0.0.1:${port}/`, headers: {} }, [1]), {
      code: 'ECONNREFUSED',
    });
  });
});

/** Writes as much as the other side takes. */
function pour(socket: Socket): void {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', write);
  write();
}

async function everythingClosed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
