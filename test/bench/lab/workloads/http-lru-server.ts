import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LRUCache } from 'lru-cache';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const PRODUCTS = 900;

const pages = new LRUCache<number, string>({ max: 600 });

function renderProduct(product: number): string {
  const known = pages.get(product);
  if (known !== undefined) return known;
  const rows = Array.from({ length: 40 }, (_, n) => `<td>${product * n}</td>`);
  // A copy through bytes: a joined string would keep its parts.
  const page = Buffer.from(`<table>${rows.join('')}</table>`).toString('latin1');
  pages.set(product, page);
  return page;
}

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html').end(renderProduct(Number(request.url?.slice(1))));
});

export const httpLruServer: Workload = {
  name: 'http-lru-server',
  description: 'an HTTP server with an lru-cache, asked 150 times a second over 10 connections',
  async start(lab) {
    serveTraffic(lab);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 10 });
    lab.perSecond(150, () => {
      const path = `/${Math.floor(lab.random.uniform() * PRODUCTS)}`;
      // A kept connection may close just when it is used again.
      get({ host: '127.0.0.1', port, path, agent }, (response) => response.resume()).on('error', () => undefined);
    });
  },
};
