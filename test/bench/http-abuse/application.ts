/**
 * A small HTTP application with some hundred functions that hold memory. Its parent gets its port, then its memory four
 * times a second.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { runInThisContext } from 'node:vm';

const FUNCTIONS = 300;
const OBJECTS_A_FUNCTION = 500;

type Allocate = (count: number) => object[];

const held = Array.from({ length: FUNCTIONS }, (_, n) => {
  const allocate = runInThisContext(
    `(function allocate${n}(count) {
       const all = [];
       for (let n = 0; n < count; n += 1) all.push({ n, next: { n }, list: [n, n, n] });
       return all;
     })`,
    { filename: `/application/some/folder/allocate-${n}.js` },
  ) as Allocate;
  return allocate(OBJECTS_A_FUNCTION);
});

let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  // Each request replaces something, parses and writes: the heap is steady.
  const group = held[requests % FUNCTIONS] ?? [];
  group[requests % OBJECTS_A_FUNCTION] = { n: requests, next: { n: requests }, list: [requests] };
  const text = JSON.stringify(group.slice(0, 100));
  response.setHeader('content-type', 'application/json').end(JSON.stringify(JSON.parse(text)));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
setInterval(() => process.send?.({ residentBytes: process.memoryUsage.rss() }), 250);
process.on('disconnect', () => process.exit());
