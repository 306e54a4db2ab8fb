import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Wait between two turns of the loop. */
const TICK_MILLISECONDS = 10;

/**
 * Has requests handled as a server has: it listens on loopback, and clients in a process of their own ask so many times a
 * second. V8 compiles the way from the request to the handler and what that calls as one, where it is hot.
 *
 * @param handle gets the number of the request, from 0, and gives the page
 */
export async function serveRequests(
  requestsPerSecond: number,
  handle: (request: number) => string | Promise<string>,
): Promise<void> {
  const server = createServer((request, response) => {
    const page = handle(Number(request.url?.slice(1)));
    if (typeof page === 'string') response.end(page);
    else void page.then((text) => response.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  fork(fileURLToPath(new URL('./client.js', import.meta.url)), [String(port), String(requestsPerSecond)], {
    execArgv: [],
  });
}

/**
 * Has operations done as a timer does them: the callback makes up for what is due, in a loop that is hot and calls nothing
 * but `handle`, so that V8 inlines it. The tools' `perSecond` keeps V8 from that.
 *
 * @param handle gets the number of the operation, from 0
 */
export function runHotLoop(operationsPerSecond: number, handle: (operation: number) => void): void {
  const startSeconds = performance.now() / 1000;
  let done = 0;
  setInterval(() => {
    const due = (performance.now() / 1000 - startSeconds) * operationsPerSecond;
    while (done < due) {
      handle(done);
      done += 1;
    }
  }, TICK_MILLISECONDS);
}
