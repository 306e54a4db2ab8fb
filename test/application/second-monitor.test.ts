import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runNode } from '../support/run-node.js';

describe('a second monitor in a process', () => {
  it('a second monitor says that another runs, and with which interval both sample, once each', async () => {
    const { code, stderr } = await evaluate(`
      const first = await startMonitor({ ...options, sampleIntervalBytes: '1MiB', stackDepth: 16 });
      const second = await startMonitor(options);
      await Promise.all([first.stop(), second.stop()]);
      const third = await startMonitor(options);
      await third.stop();`);
    assert.equal(code, 0, stderr);
    assert.deepEqual(linesOf(stderr), [
      'another monitor runs in this process already, and one is enough: they share the profiler, and cannot share a port',
      'the heap is sampled every 1.00 MiB with 16 frames instead of every 128 KiB with 32 frames, as tracing or another ' +
        'monitor in this process asked first and V8 has only one profiler; stop that, or give both the same options',
    ]);
  });

  it('a monitor that begins while something is traced says with which interval it samples', async () => {
    const { code, stderr } = await evaluate(`
      start({ sampleIntervalBytes: 1 });
      const monitor = await startMonitor(options);
      await monitor.stop();
      stop();`);
    assert.equal(code, 0, stderr);
    assert.match(linesOf(stderr).join('\n'), /^the heap is sampled every 1 B with 32 frames instead of every 128 KiB/);
  });
});

/** The lines of heapgauge, but for those about a starter that is missing on this machine. */
function linesOf(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !line.includes('through the inspector'))
    .map((line) => line.replace(/^heapgauge: /, ''));
}

function evaluate(program: string): ReturnType<typeof runNode> {
  const preamble = `
    import { start, startMonitor, stop } from 'heapgauge';
    const options = { period: '100ms', prometheus: false };`;
  return runNode('--eval', { nodeOptions: ['--input-type=module'], arguments: [preamble + program] });
}
