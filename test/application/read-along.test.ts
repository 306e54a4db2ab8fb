import assert from 'node:assert/strict';
import { Session } from 'node:inspector';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { resolveOptions } from '../../src/application/options.js';
import { ProfilerKeeper } from '../../src/application/profiler-keeper.js';
import { readOwnProfile } from '../../src/v8/inspector.js';
import type { ProfilerState } from '../../src/v8/profiler-state.js';
import { ManualClock } from '../support/manual-clock.js';
import { unseenProfiler } from '../support/unseen-profiler.js';

describe('a keeper beside somebody else’s profiler', () => {
  const kept: object[] = [];
  let clock: ManualClock;
  let lines: string[];
  let states: ProfilerState[];
  let keeper: ProfilerKeeper;
  let session: Session;

  beforeEach(() => {
    clock = new ManualClock();
    lines = [];
    states = [];
    session = new Session();
    session.connect();
  });

  afterEach(() => {
    keeper.stop();
    session.disconnect();
    kept.length = 0;
  });

  function keep(options: Parameters<typeof resolveOptions>[0] = {}): void {
    keeper = new ProfilerKeeper({
      settings: resolveOptions({ sampleIntervalBytes: '64KiB', ...options }),
      log: (level, message) => lines.push(`${level}: ${message}`),
      onChange: (state) => states.push(state),
      clock,
    });
    keeper.announce();
  }

  function post(command: string, parameters: object = {}): void {
    session.post(command, parameters, (error) => {
      if (error !== null) throw error;
    });
  }

  function start(samplingInterval = 2048): void {
    post('HeapProfiler.startSampling', { samplingInterval });
  }

  function work(): void {
    for (let n = 0; n < 20_000; n += 1) kept.push({ n });
  }

  const ofLatest = (): string => {
    const { state } = keeper;
    return state.status === 'running' ? state.starter : state.cause;
  };

  it('a profiler that was started first is read along with, at its interval, and one line says so', () => {
    start();
    work();
    keep();
    const { state } = keeper;
    assert.ok(state.status === 'running' && state.starter === 'other');
    assert.ok(state.sampleIntervalBytes >= 2048 && state.sampleIntervalBytes < 1.02 * 2048);
    assert.ok(state.stackDepth > 1);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      /^warn: another heap profiler was started first and V8 has only one: sites come from its samples, about 2\.0\d KiB apart instead of 64\.0 KiB$/,
    );
  });

  it('a profiler that has no samples yet is read along with once it has', () => {
    start(2 ** 30);
    keep();
    assert.equal(ofLatest(), 'young');
    clock.pass(60);
    keeper.retryIfDue();
    assert.equal(ofLatest(), 'young');
    post('HeapProfiler.stopSampling');
    start();
    work();
    clock.pass(1);
    assert.equal(ofLatest(), 'other');
  });

  it('ours is started a second after the other one was stopped, and each run has a name of its own', () => {
    start();
    work();
    keep();
    post('HeapProfiler.stopSampling');
    clock.pass(0.9);
    assert.equal(ofLatest(), 'other');
    clock.pass(0.1);
    assert.ok(['v8', 'v8-profiler-next', 'datadog', 'inspector'].includes(ofLatest()));
    assert.equal(lines.at(-1), 'info: the other heap profiler has stopped: the heap is sampled again');
  });

  it('a profiler that is stopped and started again at once is read along with in a run of its own', () => {
    start();
    work();
    keep();
    const first = keeper.state;
    post('HeapProfiler.stopSampling');
    start();
    work();
    clock.pass(1);
    const { state } = keeper;
    assert.ok(first.status === 'running' && state.status === 'running' && state.starter === 'other');
    assert.notEqual(state.run, first.run);
  });

  it('a profiler that is started again while it runs is the same one', () => {
    start();
    work();
    keep();
    const { state } = keeper;
    start(4096);
    clock.pass(10);
    assert.equal(keeper.state, state);
  });

  it('ours gives way to one that is started later, and reads along with that a second later', () => {
    keep();
    start();
    assert.equal(ofLatest(), 'young');
    work();
    clock.pass(1);
    assert.equal(ofLatest(), 'other');
  });

  it('whoever stops ours without having started one costs a second, each time, and one line says so', () => {
    keep();
    for (let n = 0; n < 5; n += 1) {
      post('HeapProfiler.stopSampling');
      clock.pass(1);
      assert.notEqual(ofLatest(), 'busy');
      readOwnProfile();
    }
    assert.deepEqual(new Set(lines.filter((line) => line.includes('lost'))).size, 1);
  });

  it('ours comes back where the other one ends with its session', () => {
    keep();
    start();
    work();
    clock.pass(1);
    assert.equal(ofLatest(), 'other');
    session.disconnect();
    clock.pass(1);
    assert.notEqual(ofLatest(), 'other');
    session.connect();
  });

  it('the end of a session that has started no profiler is none of one', () => {
    keep();
    session.disconnect();
    assert.deepEqual(clock.waits, []);
    session.connect();
  });

  it('one that is lost again and again, and nobody is seen to stop, is read along with while ours waits', () => {
    keep();
    const lose = (): void => {
      keeper.stop();
      keeper.restart('somebody stopped it');
    };
    lose();
    lose();
    assert.equal(ofLatest(), 'busy');
    start();
    work();
    clock.pass(5);
    keeper.retryIfDue();
    assert.equal(ofLatest(), 'other');
  });

  const LISTS_THE_DEAD = {
    samplingInterval: 1024,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  };

  it('a profiler that is seen to start so that it lists what has been collected is not read along with', () => {
    keep();
    for (let n = 0; n < 3; n += 1) {
      post('HeapProfiler.startSampling', LISTS_THE_DEAD);
      work();
      clock.pass(1);
      assert.equal(ofLatest(), 'busy');
      post('HeapProfiler.stopSampling');
    }
    clock.pass(1);
    assert.notEqual(ofLatest(), 'busy');
    start();
    work();
    clock.pass(1);
    assert.equal(ofLatest(), 'other');
  });

  it('a profile that lists what has been collected is not read along with', async () => {
    const unseen = unseenProfiler();
    await unseen.ask('HeapProfiler.startSampling', LISTS_THE_DEAD);
    for (let n = 0; n < 200; n += 1) Array.from({ length: 20_000 }, (_, i) => ({ i }));
    keep();
    await unseen.end();
    assert.equal(ofLatest(), 'busy');
    assert.match(lines[0] ?? '', /it lists what is collected, too; metrics of the process go on$/);
  });

  it('a profile that is too large to be read is not read along with', () => {
    start(64);
    for (let n = 0; n < 10; n += 1) work();
    keep({ samplerMemory: '40MiB' });
    assert.equal(ofLatest(), 'busy');
    assert.match(lines[0] ?? '', /its profile takes more memory than HEAPGAUGE_SAMPLER_MEMORY allows/);
  });
});
