import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { startProgram, until } from '../support/run-node.js';

/** Holds 100 MiB of small objects, a third of a million samples at an interval of 512 bytes. */
const PROGRAM = `
  const held = [];
  const timer = setInterval(() => {
    for (let n = 0; n < 20_000; n += 1) held.push({ n, next: { n } });
    if (process.memoryUsage().heapUsed > 100 * 2 ** 20) clearInterval(timer);
  }, 20);
  setInterval(() => held.push({}), 1000);`;

describe('a profile that is too large for the memory that heapgauge may take', () => {
  it('a profile that is too large is sampled more coarsely, which one line says, and reads go on', async () => {
    const app = startProgram(process.execPath, ['--import', 'heapgauge/register', '--eval', PROGRAM], {
      env: {
        HEAPGAUGE_PORT: '0',
        HEAPGAUGE_LOG_LEVEL: 'info',
        HEAPGAUGE_PERIOD: '500ms',
        HEAPGAUGE_MAX_PAUSE_RATIO: '1',
        HEAPGAUGE_SAMPLE_INTERVAL: '512',
      },
      timeoutSeconds: 90,
    });
    try {
      const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1]);
      await until('a larger interval', () => / allows: the interval of samples is now /.exec(app.stderr())?.[0], 60);
      const report = await until(
        'a read with it',
        async () => {
          const latest = (await (await fetch(new URL('/report', url))).json()) as Report;
          const { source, sampler } = latest;
          return source.sampleIntervalBytes > 512 && sampler.failuresInARow === 0 ? latest : undefined;
        },
        60,
      );
      assert.equal(report.source.unavailable, null);
      assert.equal(report.sampler.memoryLimitBytes, 64 * 2 ** 20);
      assert.ok(report.sampler.memoryBytes < report.sampler.memoryLimitBytes, `${report.sampler.memoryBytes} bytes`);
    } finally {
      app.process.kill('SIGKILL');
      await app.ended;
    }
  });
});
