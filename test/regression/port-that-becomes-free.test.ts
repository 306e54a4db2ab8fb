import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { beginMonitor } from '../../src/application/begin-monitor.js';
import { freePort } from '../support/prometheus.js';
import { until } from '../support/run-node.js';

/** Holds a port until it is ended. */
const HOLDER = `require('node:http').createServer().listen(+process.argv[1], '127.0.0.1', () => console.log('held'))`;

describe('a port that another process holds', () => {
  // As when a new process starts before the old one has ended.
  it('the page is served once the process that holds its port has ended, and an error says that it is not yet', async () => {
    const port = await freePort();
    const holder = spawn(process.execPath, ['-e', HOLDER, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const monitor = beginMonitor({ period: '100ms', prometheus: { port }, logLevel: 'silent' });
    const errors: string[] = [];
    monitor.on('error', ({ message }) => errors.push(message));
    try {
      await monitor.ready();
      assert.equal(monitor.metricsUrl, undefined);
      assert.match(errors.join(), /^no metrics page: [^,]*EADDRINUSE[^\n]*; it is tried again until it is served$/);
      holder.kill();
      const url = await until('the page', () => monitor.metricsUrl, 30);
      assert.equal((await fetch(url)).status, 200);
      assert.match(await (await fetch(url)).text(), /^heapgauge_heap_used_bytes\{thread="main"\} [1-9]/m);
      assert.equal(errors.length, 1);
    } finally {
      holder.kill();
      await monitor.stop();
    }
  });
});
