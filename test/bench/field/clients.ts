/**
 * The clients of all servers, in a process of their own. They ask by chance, as people do, a third more and less often by
 * turns of ten minutes. Arguments: the port and the requests a second of each server, and for how many seconds it rises to them,
 * `8080=60 8081=0.5 8082=80=1800`.
 */
import { Agent, request } from 'node:http';
import { randomFrom } from '../../support/random.js';

/** The load rises and falls within this time by a third. */
const TIDE_SECONDS = 1200;

/** A load that rises begins with this share of it. */
const RISES_FROM = 0.05;

/** Requests that are less often than this are health checks, which come evenly. */
const EVEN_BELOW_PER_SECOND = 0.1;

process.once('disconnect', () => process.exit());

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const random = randomFrom(1);
const order = { lines: Array.from({ length: 12 }, (_, line) => ({ product: 97 * line, amount: 1 + (line % 3) })) };

for (const [port = 0, perSecond = 0, risesForSeconds = 0] of process.argv
  .slice(2)
  .map((pair) => pair.split('=').map(Number))) {
  if (perSecond < EVEN_BELOW_PER_SECOND) {
    setInterval(() => {
      send(port, 'GET', '/health');
    }, 1000 / perSecond);
  } else {
    askByChance(port, { perSecond, risesForSeconds });
  }
}

function askByChance(port: number, load: { perSecond: number; risesForSeconds: number }): void {
  const { perSecond, risesForSeconds } = load;
  const seconds = performance.now() / 1000;
  const risen = risesForSeconds > 0 ? Math.min(1, RISES_FROM + ((1 - RISES_FROM) * seconds) / risesForSeconds) : 1;
  const tide = 1 + Math.sin((2 * Math.PI * seconds) / TIDE_SECONDS) / 3;
  setTimeout(
    () => {
      const visitor = Math.floor(20_000 * random.uniform());
      // Two of three are orders.
      if (visitor % 3 === 0) send(port, 'GET', `/products/${visitor}`);
      else send(port, 'POST', '/orders', JSON.stringify({ visitor, ...order }));
      askByChance(port, load);
    },
    1000 * random.exponential(1 / (perSecond * risen * tide)),
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
