// The tests that every runner runs. Each appends a line to the file that the variable RESULTS names.
'use strict';
const assert = require('node:assert/strict');
const { appendFileSync } = require('node:fs');
const { FUNCTIONS } = require('./functions.cjs');

const milliseconds = performance.now.bind(performance);

/**
 * Declares the tests.
 *
 * @param test the runner's function that declares one
 * @param heapgauge what the package exports
 * @param timers stops the clocks, and lets them go again
 */
module.exports = (test, heapgauge, timers) => {
  const { detectLeak, MemoryBudgetExceededError, traceMemory, withinBudget } = heapgauge;

  const declare = (name, act) => {
    test(name, async () => {
      const start = milliseconds();
      let text;
      let isRight = false;
      try {
        text = await act();
        isRight = true;
      } catch (error) {
        text = String(error);
        throw error;
      } finally {
        const line = { name, isRight, milliseconds: Math.round(milliseconds() - start), text };
        if (process.env.RESULTS) appendFileSync(process.env.RESULTS, `${JSON.stringify(line)}\n`);
      }
    });
  };

  const expectVerdict = async (make, leaks) => {
    const fn = await make();
    try {
      const report = await detectLeak(fn);
      assert.equal(report.verdict, leaks ? 'leak' : 'no leak', String(report));
      return String(report);
    } finally {
      fn.end?.();
    }
  };

  for (const { name, make, leaks, isThere = true } of FUNCTIONS) {
    if (isThere) declare(`${name} is ${leaks ? 'a' : 'no'} leak`, () => expectVerdict(make, leaks));
  }

  const [leaking, , , replacing] = FUNCTIONS;
  declare('clocks that stand still change no verdict', async () => {
    timers.stop();
    try {
      return [await expectVerdict(leaking.make, true), await expectVerdict(replacing.make, false)].join('; ');
    } finally {
      timers.go();
    }
  });

  const held = [];
  const hold = (count) => {
    for (let n = 0; n < count; n += 1) held.push({ n });
  };
  declare('a budget is kept by little and broken by much, in plain and in async functions', async () => {
    withinBudget('1MiB', () => hold(100));
    await withinBudget('1MiB', async () => hold(100));
    assert.throws(() => withinBudget('1MiB', () => hold(100_000)), MemoryBudgetExceededError);
    await assert.rejects(
      withinBudget('1MiB', async () => hold(100_000)),
      MemoryBudgetExceededError,
    );
    return `${held.length} held`;
  });

  declare('traceMemory names what holds memory', async () => {
    const { snapshot, currentBytes } = await traceMemory(() => hold(100_000), { sampleIntervalBytes: '4KiB' });
    const [top] = snapshot.statistics('site');
    assert.match(top.key, /^hold /);
    assert.ok(currentBytes > 1e6 && currentBytes < 2e7, `${currentBytes} bytes`);
    return String(top);
  });
};
