/** The clients of a workload's server, in a process of their own: they ask so many times a second, over kept connections. */
import { Agent, get } from 'node:http';

/** Wait between two readings of the clock. */
const TICK_MILLISECONDS = 5;

// The server has gone: so do its clients.
process.once('disconnect', () => process.exit(0));

const [port = 0, requestsPerSecond = 0] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const startSeconds = performance.now() / 1000;
let sent = 0;
setInterval(() => {
  const due = (performance.now() / 1000 - startSeconds) * requestsPerSecond;
  for (; sent < due; sent += 1) ask(sent);
}, TICK_MILLISECONDS);

function ask(number: number): void {
  // A kept connection may close just when it is used again.
  get({ host: '127.0.0.1', port, path: `/${number}`, agent }, (response) => response.resume()).on(
    'error',
    () => undefined,
  );
}
