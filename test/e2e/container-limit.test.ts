import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { ControlGroup, missingControl } from '../support/control-group.js';
import { startProgram, until } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;

/** Keeps some MiB a second until it dies. */
const PROGRAM = `
  const orders = [];
  function saveOrder(id) { orders.push({ id, lines: Array.from({ length: 10 }, (_, line) => ({ id, line })) }); }
  setInterval(() => { for (let n = 0; n < 60; n += 1) saveOrder(orders.length); }, 20);`;

describe('a container that is smaller than the heap may become', { skip: missingControl('memory') }, () => {
  it('a leak that fills it is called in time, and the limit is the container’s', async () => {
    using container = new ControlGroup('memory', `test-${process.pid}`, {
      'memory.limit_in_bytes': String(200 * MEBIBYTE),
    });
    const app = startProgram(
      'sh',
      [
        ...['-c', 'echo $$ > "$0" && exec "$@"', `${container.path}/cgroup.procs`],
        ...[process.execPath, '--max-old-space-size=4096', '--import', 'heapgauge/register', '--eval', PROGRAM],
      ],
      { env: { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'info' }, timeoutSeconds: 300 },
    );
    try {
      const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1]);
      const line = await until('the leak', () => /.* leaks at least .*/.exec(app.stderr())?.[0], 240);
      assert.match(line, /judged early/);
      const { heap } = (await (await fetch(new URL('/report', url))).json()) as Report;
      assert.equal(heap.firstLimit, 'container');
    } finally {
      app.process.kill('SIGKILL');
      await app.ended;
    }
  });
});
