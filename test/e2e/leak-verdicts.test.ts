import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeakReport } from '../../src/index.js';
import { fixture, runNode } from '../support/run-node.js';

describe('the leak detector’s verdict', () => {
  const reports = runNode(fixture('leak-verdicts'), { timeoutSeconds: 300 }).then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, LeakReport>;
  });
  const verdicts = async (isAsked: (name: string) => boolean): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await reports).flatMap(([name, { verdict }]) => (isAsked(name) ? [[name, verdict]] : [])),
    );

  it('is a leak of whatever grows, though its store grows in one of the calls', async () => {
    const found = await verdicts((name) => name.endsWith('calls'));
    assert.deepEqual([Object.keys(found).length, new Set(Object.values(found))], [12, new Set(['leak'])]);
  });

  it('is none of what is bounded', async () => {
    const found = await verdicts((name) => !name.endsWith('calls'));
    assert.deepEqual(found, {
      latest: 'no leak',
      ring: 'no leak',
      'full ring': 'no leak',
      'full cache': 'no leak',
      'small cache': 'no leak',
      flushed: 'no leak',
      nothing: 'no leak',
    });
  });

  it('follows from the figures beside it', async () => {
    for (const [name, report] of Object.entries(await reports)) {
      const { verdict, leakingShare, lower, bytesPerIteration, upper } = report;
      assert.ok(leakingShare >= 0 && leakingShare <= 1, `${name}: ${leakingShare}`);
      assert.ok(lower <= bytesPerIteration && bytesPerIteration <= upper, `${name}: ${lower} to ${upper}`);
      assert.equal(verdict === 'leak', leakingShare >= 0.75 && lower > 0, name);
    }
  });
});
