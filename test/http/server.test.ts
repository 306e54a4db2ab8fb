import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { answerText, type RunningServer, serveRoutes } from '../../src/http/server.js';

const LOCAL = { host: '127.0.0.1', port: 0 };

const ROUTES = {
  '/one': (_request: unknown, response: Parameters<typeof answerText>[0]) => {
    answerText(response, 200, 'first');
  },
  '/two': (_request: unknown, response: Parameters<typeof answerText>[0]) => {
    answerText(response, 503, 'second');
  },
};

describe('a server with a table of routes', () => {
  let server: RunningServer;
  const get = (path: string): Promise<Response> => fetch(new URL(path, server.origin));

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
    for (const path of ['/', '/one/', '/ONE', '/constructor', '/__proto__']) {
      const response = await get(path);
      assert.deepEqual([response.status, await response.text()], [404, 'heapgauge serves /one and /two\n'], path);
    }
  });
});

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
