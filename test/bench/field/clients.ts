/**
 * The clients of all servers, in a process of their own. They ask by chance, as people do, a third more and less often by
 * turns of ten minutes. Arguments: the port and the requests a second of each server, `8080=60 8081=0.5`.
 */
import { Agent, request } from 'node:http';
import { randomFrom } from '../../support/random.js';

/** The load rises and falls within this time by a third. */
const TIDE_SECONDS = 1200;

/** Requests that are less often than this are health checks, which come evenly. */
const EVEN_BELOW_PER_SECOND = 0.1;

process.once('disconnect', () => process.exit());

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const random = randomFrom(1);
const order = { lines: Array.from({ length: 12 }, (_, line) => ({ product: 97 * line, amount: 1 + (line % 3) })) };

for (const [port = 0, perSecond = 0] of process.argv.slice(2).map((pair) => pair.split('=').map(Number))) {
  if (perSecond < EVEN_BELOW_PER_SECOND) {
    setInterval(() => {
      send(port, 'GET', '/health');
    }, 1000 / perSecond);
  } else {
    askByChance(port, perSecond);
  }
}

function askByChance(port: number, perSecond: number): void {
  const tide = 1 + Math.sin((2 * Math.PI * performance.now()) / 1000 / TIDE_SECONDS) / 3;
  setTimeout(
    () => {
      const visitor = Math.floor(20_000 * random.uniform());
      // Two of three are orders.
      if (visitor % 3 === 0) send(port, 'GET', `/products/${visitor}`);
      else send(port, 'POST', '/orders', JSON.stringify({ visitor, ...order }));
      askByChance(port, perSecond);
    },
    1000 * random.exponential(1 / (perSecond * tide)),
  );
}

function send(port: number, method: string, path: string, body?: string): void {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  // A kept connection may close just when it is used again.
  request({ host: '127.0.0.1', port, method, path, agent, headers }, (response) => response.resume())
    .on('error', () => undefined)
    .end(body);
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1e6 / process.uptime());
});
