import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

describe('tracing while somebody else stops and starts V8’s profiler, unseen', () => {
  const answers = runNode(fixture('lost-profiler')).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, unknown>;
  });

  for (const [name, what] of [
    ['restarted', 'a restart'],
    ['restartedAndPassed', 'a restart after which more samples were taken than before'],
    ['restartedAtLargeInterval', 'a restart at an interval of 1 MiB'],
    ['restartedWhereExact', 'a restart where every allocation is sampled'],
  ] as const) {
    it(`${what} is no part of what is traced: the period has ended`, async () => {
      assert.deepEqual((await answers)[name], ['ERR_HEAPGAUGE_PROFILER_LOST', 'ERR_HEAPGAUGE_PROFILER_LOST', false]);
    });

    it(`${what}: tracing starts again when the other profiler has stopped`, async () => {
      assert.deepEqual((await answers)[`${name}Again`], ['ERR_HEAPGAUGE_PROFILER_BUSY', 'none']);
    });
  }

  it('calls that answer with zeros where nothing is traced do so once the profiler is lost, and do not throw', async () => {
    const { quiet, memory } = await answers;
    assert.deepEqual(quiet, Array(4).fill(['none', false]));
    assert.deepEqual(memory, { currentBytes: 0, peakBytes: 0 });
  });

  it('traceMemory says that the profiler was lost, unless the function failed: its error goes first', async () => {
    const { traced, failed } = await answers;
    assert.equal(traced, 'ERR_HEAPGAUGE_PROFILER_LOST');
    assert.equal(failed, 'TypeError: of the function');
  });
});
