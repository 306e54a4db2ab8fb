import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { textAnswer } from '../../src/http/answer.js';
import { type Route, type RunningServer, serveRoutes } from '../../src/http/server.js';

const LOCAL = { host: '127.0.0.1', port: 0 };

const ROUTES: Readonly<Record<string, Route>> = {
  '/one': () => textAnswer(200, 'first'),
  '/two': () => Promise.resolve(textAnswer(503, 'second')),
  '/broken': () => Promise.reject(new Error('no text')),
  '/large': () => ({ status: 200, contentType: 'text/plain', body: LARGE }),
};

/** More than the system takes on behalf of somebody who does not read. */
const LARGE = Buffer.alloc(16 * 2 ** 20, 'x');

describe('a server with a table of routes', () => {
  let server: RunningServer;
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(path, server.origin), init);

  beforeEach(async () => {
    server = await serveRoutes(LOCAL, ROUTES);
  });
  afterEach(() => server.close());

  it('the server says where it listens when port 0 took a free one', () => {
    assert.match(server.origin, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it('each path is answered by its own route, whatever the query is', async () => {
    for (const [path, status, text] of [
      ['/one', 200, 'first\n'],
      ['/one?name[]=x', 200, 'first\n'],
      ['/two?', 503, 'second\n'],
    ] as const) {
      const response = await get(path);
      assert.deepEqual([response.status, await response.text()], [status, text], path);
    }
  });

  it('any other path answers 404 and says which there are', async () => {
    for (const path of ['/', '/one/', '/ONE', '/constructor', '/__proto__', '/%6fne']) {
      const response = await get(path);
      const text = 'heapgauge serves /one and /two and /broken and /large\n';
      assert.deepEqual([response.status, await response.text()], [404, text], path);
    }
  });

  it('HEAD is answered as GET is, without the body', async () => {
    const response = await get('/one', { method: 'HEAD' });
    assert.deepEqual([response.status, response.headers.get('content-length')], [200, '6']);
    assert.equal(await response.text(), '');
  });

  it('any other method is refused with the methods there are', async () => {
    for (const method of ['POST', 'DELETE', 'OPTIONS', 'PUT']) {
      const response = await get('/one', { method });
      assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD'], method);
    }
  });

  it('no answer is stored, and none is taken for anything but what it says it is', async () => {
    for (const path of ['/one', '/nothing']) {
      const { headers } = await get(path);
      assert.deepEqual([headers.get('cache-control'), headers.get('x-content-type-options')], ['no-store', 'nosniff']);
    }
  });

  it('a route that fails answers 500 and says why', async () => {
    const response = await get('/broken');
    assert.deepEqual([response.status, await response.text()], [500, 'heapgauge could not answer: no text\n']);
  });

  for (const [what, request, status] of [
    ['a Host that is not ours', 'GET /one HTTP/1.1\r\nHost: evil.test\r\n\r\n', 403],
    ['two Hosts', 'GET /one HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n', 400],
    ['no Host in HTTP/1.1', 'GET /one HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET /one HTTP/1.0\r\n\r\n', 200],
    ['a whole address', 'GET http://localhost/one HTTP/1.1\r\nHost: localhost\r\n\r\n', 200],
    ['a path of two slashes', 'GET //one HTTP/1.1\r\nHost: localhost\r\n\r\n', 404],
    ['a body', 'GET /one HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello', 413],
    [
      'a body without an end',
      `GET /one HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
      413,
    ],
    ['an upgrade', 'GET /one HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 200],
    ['headers of 100 kB', `GET /one HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['what is not HTTP', '\u0016\u0003\u0001\u0002\r\n\r\n', 400],
  ] as const) {
    it(`a request with ${what} is answered with ${status}`, async () => {
      const client = await connected(server);
      client.write(request);
      const [text] = (await once(client.setEncoding('utf8'), 'data')) as [string];
      client.destroy();
      assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} `));
    });
  }

  it('a connection that asks for much and reads nothing is closed', { timeout: 5000 }, async () => {
    const client = await connected(server);
    client.pause();
    client.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2000));
    await closed(client);
  });

  it('a few requests in one go are all answered', async () => {
    const client = await connected(server);
    let text = '';
    client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    client.write('GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(4));
    while (text.split('first').length < 5) await once(client, 'data');
    client.destroy();
  });
});

describe('a server within bounds', () => {
  const BOUNDS = { connections: 4, unread: 4, answerSeconds: 0.5, burst: 5, perSecond: 100, requestSeconds: 0.5 };
  let server: RunningServer;

  beforeEach(async () => {
    server = await serveRoutes(LOCAL, ROUTES, BOUNDS);
  });
  afterEach(() => server.close());

  for (const [what, sent] of [
    ['never asks', ''],
    ['asks for ever', 'GET /one HTTP/1.1\r\nHost: local'],
    ['has asked and stays', 'GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['does not read', 'GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ] as const) {
    it(`a connection that ${what} is closed after a while`, { timeout: 20_000 }, async () => {
      const client = await connected(server);
      if (what === 'does not read') client.pause();
      else client.resume();
      client.write(sent);
      await closed(client);
    });
  }

  it('somebody who holds many connections keeps nobody out', async () => {
    const held = await Promise.all(Array.from({ length: 40 }, () => connected(server)));
    assert.equal(await (await fetch(`${server.origin}/one`)).text(), 'first\n');
    for (const client of held) client.destroy();
  });

  it('more requests than are answered in a second are answered later, not refused', async () => {
    const started = performance.now();
    for (let n = 0; n < 25; n += 1) assert.equal((await fetch(`${server.origin}/one`)).status, 200);
    // 5 at once, and 100 a second after these.
    assert.ok(performance.now() - started > 150);
  });
});

async function connected(server: RunningServer): Promise<Socket> {
  const client = connect(Number(new URL(server.origin).port), LOCAL.host);
  client.on('error', () => undefined);
  await once(client, 'connect');
  return client;
}

/** Waits until the other side has closed a connection, which somebody who does not read notices when writing. */
async function closed(client: Socket): Promise<void> {
  while (!client.destroyed) {
    if (client.readableEnded) break;
    if (client.isPaused()) client.write('GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await sleep(20);
  }
  client.destroy();
}

const skip = !(await hasIpv6()) && 'this machine has no IPv6';

describe('listening', () => {
  it('serving rejects on a port that is taken, with the code of the system', async () => {
    const other = await listening();
    const { port } = other.address() as AddressInfo;
    try {
      await assert.rejects(serveRoutes({ ...LOCAL, port }, ROUTES), { code: 'EADDRINUSE' });
    } finally {
      other.close();
    }
  });

  it('serving rejects on an address that is not of this machine', async () => {
    await assert.rejects(serveRoutes({ host: '192.0.2.1', port: 0 }, ROUTES), { code: 'EADDRNOTAVAIL' });
  });

  it('an address of IPv6 stands in brackets', { skip }, async () => {
    const server = await serveRoutes({ host: '::1', port: 0 }, ROUTES);
    assert.match(server.origin, /^http:\/\/\[::1\]:\d+$/);
    assert.equal((await fetch(`${server.origin}/one`)).status, 200);
    await server.close();
  });

  it('closing gives the port back at once, though a request is under way', { timeout: 3000 }, async () => {
    const server = await serveRoutes(LOCAL, ROUTES);
    const port = Number(new URL(server.origin).port);
    const client = connect(port, LOCAL.host);
    client.write('POST /one HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf');
    await once(client, 'data');
    client.on('error', () => undefined);
    await server.close();
    const again = await serveRoutes({ ...LOCAL, port }, ROUTES);
    assert.equal(again.origin, server.origin);
    await again.close();
    client.destroy();
  });
});

function listening(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, LOCAL.host, () => {
      resolve(server);
    });
  });
}

async function hasIpv6(): Promise<boolean> {
  try {
    await (await serveRoutes({ host: '::1', port: 0 }, {})).close();
    return true;
  } catch {
    return false;
  }
}
