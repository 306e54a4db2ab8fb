import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { resolveOptions } from '../../src/application/options.js';
import { ProfilerKeeper } from '../../src/application/profiler-keeper.js';
import { withInspector } from '../../src/v8/inspector.js';
import { Profiler, type ProfilerState } from '../../src/v8/profiler.js';

describe('a profiler that is to sample more coarsely', () => {
  const lines: string[] = [];
  const states: ProfilerState[] = [];
  let keeper: ProfilerKeeper;

  function keep(): ProfilerKeeper {
    lines.length = 0;
    states.length = 0;
    keeper = new ProfilerKeeper({
      settings: resolveOptions({ sampleIntervalBytes: '64KiB' }),
      log: (_, message) => lines.push(message),
      onChange: (state) => states.push(state),
    });
    return keeper;
  }

  function intervalBytes(state: ProfilerState | undefined): number {
    return state?.status === 'running' ? state.sampleIntervalBytes : assert.fail('it does not run');
  }

  afterEach(() => {
    keeper.stop();
  });

  it('the profiler is started again with the interval multiplied, which is said in one line', () => {
    const { state } = keep();
    keeper.coarsen(4, '300000 samples are more than allowed');
    assert.deepEqual([intervalBytes(state), intervalBytes(keeper.state)], [65_536, 262_144]);
    assert.deepEqual(states, [keeper.state]);
    assert.deepEqual(lines, ['300000 samples are more than allowed: the interval of samples is now 256 KiB']);
  });

  it('the interval stays large when the profiler has been lost', () => {
    keep();
    keeper.coarsen(2, 'too much');
    withInspector((session) => ({ keepOpen: false, result: session.post('HeapProfiler.stopSampling', {}) }));
    keeper.restart('somebody stopped it');
    keeper.coarsen(2, 'too much');
    assert.equal(intervalBytes(keeper.state), 262_144);
  });

  it('a profiler that tracing shares goes on as it is, and that is said', () => {
    keep();
    const tracing = new Profiler('auto', { sampleIntervalBytes: 1024, stackDepth: 8 });
    tracing.start();
    try {
      keeper.coarsen(2, 'too much');
      assert.equal(intervalBytes(keeper.state), 65_536);
      assert.match(lines[0] ?? '', /64\.0 KiB cannot be enlarged/);
      assert.deepEqual(states, []);
    } finally {
      tracing.stop();
    }
  });

  it('no interval is larger than a gigabyte', () => {
    keep();
    keeper.coarsen(2 ** 20, 'too much');
    assert.equal(intervalBytes(keeper.state), 2 ** 30);
  });
});
