import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;

describe('tracing beside a monitor', () => {
  const outcome = runNode(fixture('sharing')).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, unknown> & { traced: number; seen: number; whole: number };
  });

  it('tracing beside a monitor works at the monitor’s interval and refuses another', async () => {
    const { interval, refused } = await outcome;
    assert.equal(interval, 4096);
    assert.equal(refused, 'ERR_HEAPGAUGE_ALREADY_TRACING');
  });

  it('tracing beside a monitor holds what was allocated since it began, and the monitor holds all', async () => {
    const { traced, seen } = await outcome;
    assert.ok(traced >= MEBIBYTE && traced < 1.1 * MEBIBYTE, `${traced} bytes traced`);
    assert.ok(seen >= 2 * MEBIBYTE && seen < 2.2 * MEBIBYTE, `${seen} bytes seen`);
  });

  it('the monitor’s own snapshot holds all until the monitor stops', async () => {
    const { whole, stopped } = await outcome;
    assert.ok(whole >= 2 * MEBIBYTE && whole < 2.2 * MEBIBYTE, `${whole} bytes`);
    assert.equal(stopped, 'ERR_HEAPGAUGE_NOT_TRACING');
  });

  it('tracing goes on when the monitor stops, and the last to leave stops the profiler', async () => {
    const { afterMonitor, later, afterBoth } = await outcome;
    assert.equal(afterMonitor, true);
    assert.match(String(later), /^keepMebibyte /);
    assert.equal(afterBoth, false);
  });
});

describe('a monitor that starts while something is traced exactly', () => {
  const outcome = runNode(fixture('other-interval')).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<'beside' | 'traced' | 'after' | 'seen' | 'later', number>;
  });

  it('the monitor reads at the interval of the tracing, and at its own once that has ended', async () => {
    const { beside, traced, after, seen } = await outcome;
    assert.equal(beside, 1);
    assert.ok(traced >= MEBIBYTE && traced < 1.1 * MEBIBYTE, `${traced} bytes traced`);
    assert.equal(after, 65_536);
    // What was allocated before belongs to the run before.
    assert.ok(seen >= MEBIBYTE && seen < 1.1 * MEBIBYTE, `${seen} bytes seen`);
  });

  it('what is traced beside a monitor is traced on when that stops', async () => {
    const { later } = await outcome;
    assert.ok(later >= MEBIBYTE && later < 1.1 * MEBIBYTE, `${later} bytes traced`);
  });
});

describe('tracing with options other than those it runs with', () => {
  const answers = runNode(fixture('asked-otherwise')).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, string>;
  });

  for (const name of ['traceMemory', 'traceBlock', 'detectLeak', 'leakWithout', 'small', 'smallByHand']) {
    it(`tracing with options other than those it runs with is refused: ${name}`, async () => {
      assert.equal((await answers)[name], 'ERR_HEAPGAUGE_ALREADY_TRACING');
    });
  }

  for (const name of ['same', 'none', 'large', 'afterwards']) {
    it(`tracing with the options that it runs with, or with none, is accepted: ${name}`, async () => {
      assert.equal((await answers)[name], 'none');
    });
  }

  it('a budget is judged where the interval of the tracing is fine enough', async () => {
    assert.equal((await answers)['exceeded'], 'ERR_HEAPGAUGE_BUDGET_EXCEEDED');
  });
});
