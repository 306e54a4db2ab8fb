import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { parseInSmallBites } from '../../src/http/small-bites.js';

const REQUEST = 'GET /some/path HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('a server that parses in small bites', () => {
  let server: Server;
  let answer: RequestListener;
  let requests: number;

  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    server.on('connection', parseInSmallBites);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  async function connected(): Promise<Socket> {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
    return client;
  }

  it('of many requests in one go those after a closed connection are not parsed', async () => {
    answer = (request) => {
      request.socket.destroy();
    };
    const client = await connected();
    client.resume().write(REQUEST.repeat(2000));
    // A connection that is reset has an error besides.
    await new Promise((resolve) => client.once('close', resolve));
    assert.ok(requests < 40, `${requests} requests`);
  });

  it('many requests in one go are all answered, where they are read', async () => {
    answer = (_request, response) => {
      response.end('x'.repeat(10_000));
    };
    const client = await connected();
    let bytes = 0;
    client.on('data', (chunk: Buffer) => (bytes += chunk.length));
    client.write(REQUEST.repeat(500));
    while (bytes < 500 * 10_000) await once(client, 'data');
    assert.equal(requests, 500);
    client.destroy();
  });

  it('a request that comes letter by letter is answered, and so is one with long headers', async () => {
    answer = (_request, response) => {
      response.end('answer');
    };
    const client = await connected();
    const text: string[] = [];
    client.setEncoding('utf8').on('data', (chunk: string) => text.push(chunk));
    for (const letter of REQUEST) client.write(letter);
    client.write(REQUEST.replace('Host', `X: ${'x'.repeat(12_000)}\r\nHost`));
    while (text.join('').split('answer').length < 3) await once(client, 'data');
    client.destroy();
  });
});
