/** A cluster of two processes that answer 60 requests a second, with sessions that expire. */
import cluster from 'node:cluster';
import { Agent, createServer, get } from 'node:http';

const PORT = Number(process.env['CLUSTER_PORT']);

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let visitor = 0;
  setInterval(() => {
    visitor = (visitor + 7919) % 20_000;
    get({ host: '127.0.0.1', port: PORT, path: `/${visitor}`, agent }, (response) => response.resume()).on(
      'error',
      () => undefined,
    );
  }, 1000 / 60);
} else {
  const sessions = new Map<string, { seenSeconds: number; readonly visited: string[] }>();
  createServer((request, response) => {
    const path = request.url ?? '';
    const session = sessions.get(path) ?? { seenSeconds: 0, visited: [] };
    session.seenSeconds = performance.now() / 1000;
    session.visited.push(path);
    sessions.set(path, session);
    const rows = Array.from({ length: 200 }, (_, row) => ({ row, path }));
    response.end(JSON.stringify(rows));
  }).listen(PORT, '127.0.0.1');
  setInterval(() => {
    const now = performance.now() / 1000;
    for (const [path, { seenSeconds }] of sessions) if (now - seenSeconds > 30) sessions.delete(path);
  }, 5000);
}
