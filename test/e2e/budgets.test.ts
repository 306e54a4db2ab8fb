import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

interface Outcome {
  readonly passed?: unknown;
  readonly failed?: string;
  readonly code?: string;
  readonly message?: string;
  readonly usedBytes?: number;
  readonly topSites?: readonly string[];
}

const SITES = ['keepMebibyte', 'keepHalf', 'keepQuarter'];

describe('a memory budget', () => {
  const outcomes = runNode(fixture('budgets')).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, Outcome>;
  });
  const outcome = async (name: string): Promise<Outcome> => {
    const found = (await outcomes)[name];
    assert.ok(found !== undefined);
    return found;
  };

  for (const name of ['exceeded', 'asyncExceeded', 'thenableExceeded']) {
    it(`an exceeded budget names its three top sites where a person wrote them: ${name}`, async () => {
      const { code, message, topSites, usedBytes = 0 } = await outcome(name);
      assert.equal(code, 'ERR_HEAPGAUGE_BUDGET_EXCEEDED');
      assert.ok(Math.abs(usedBytes / (1.75 * 2 ** 20) - 1) < 0.02, `${usedBytes} bytes`);
      const lines = message?.split('\n') ?? [];
      assert.match(lines[0] ?? '', /^memory budget of 1\.00 KiB exceeded: 1\.7\d MiB held$/);
      assert.equal(lines.length, 4);
      SITES.forEach((site, index) => {
        assert.match(topSites?.[index] ?? '', new RegExp(`^${site} test/fixtures/budgets\\.ts:\\d+$`));
        assert.match(lines[index + 1] ?? '', new RegExp(` ${site} \\(test/fixtures/budgets\\.ts:\\d+\\)$`));
      });
    });
  }

  it('a budget of which nothing is allocated passes with the result of the function', async () => {
    assert.deepEqual(await outcome('nothing'), { passed: 'nothing' });
    assert.deepEqual(await outcome('asyncPassed'), { passed: 'late' });
    assert.deepEqual(await outcome('thenablePassed'), { passed: 42 });
  });

  it('a budget that is wide enough passes', async () => {
    assert.ok('passed' in (await outcome('wide')));
  });

  it('a budget does not count garbage', async () => {
    assert.ok('passed' in (await outcome('garbage')));
  });

  it('a budget that is exceeded throws when it is disposed of by hand', async () => {
    assert.equal((await outcome('byHand')).code, 'ERR_HEAPGAUGE_BUDGET_EXCEEDED');
  });

  it('what the function throws comes before a budget that is exceeded', async () => {
    assert.equal((await outcome('ownError')).failed, 'TypeError: its own');
    assert.equal((await outcome('asyncOwnError')).failed, 'TypeError: its own');
    assert.equal((await outcome('throwingGetter')).failed, 'TypeError: getter');
    assert.equal((await outcome('throwingThen')).failed, 'TypeError: then');
  });

  it('a budget refuses a generator, whose body has not run', async () => {
    for (const name of ['generator', 'asyncGenerator'])
      assert.match((await outcome(name)).failed ?? '', /^HeapgaugeError: fn: got a generator function, /);
  });

  it('a budget leaves no profiler behind, whatever came of it', async () => {
    assert.equal(await outcome('isProfiling'), false);
  });

  it('a budget refuses a limit that it cannot read', async () => {
    assert.match((await outcome('badLimit')).failed ?? '', /^HeapgaugeError: limit: got "12XB", expected/);
  });
});
