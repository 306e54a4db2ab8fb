import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

interface Summary {
  readonly starter: string;
  readonly intervalBytes: number;
  readonly sites: number;
  readonly rssBytes: number;
}

describe('a profiler shared with others', () => {
  it('where another profiler runs already it is read along with, one line says so, and ours comes when it stops', async () => {
    const { midway, last, stderr } = await play('before');
    assert.match(
      stderr,
      /^heapgauge: another heap profiler was started first .* about 16\.0 KiB apart instead of 8\.00 KiB\n$/,
    );
    assert.deepEqual([midway.starter, Math.round(midway.intervalBytes / 1024)], ['other', 16]);
    assert.ok(midway.rssBytes > 0 && midway.sites > 0);
    assert.ok(!['none', 'other'].includes(last.starter));
    assert.ok(last.sites > 0);
  });

  it('a profiler that somebody stops is started again, and one line says so', async () => {
    const { last, stderr } = await play('stop');
    assert.match(stderr, /^heapgauge: the heap profiler was lost \(.*not started.*\); starting it again\n$/);
    assert.ok(last.sites > 0);
  });

  it('a profiler that somebody restarts is theirs until they stop it, and is read along with', async () => {
    const { midway, last, stderr } = await play('restart');
    assert.match(stderr, /lost \(somebody else stopped it and started another\)/);
    assert.equal(midway.starter, 'other');
    assert.ok(midway.sites > 0);
    assert.ok(!['none', 'other'].includes(last.starter));
    assert.ok(last.sites > 0);
  });

  it('a profiler of somebody else runs on when the monitor stops', async () => {
    const { last, isOtherRunning } = await play('after');
    assert.equal(last.starter, 'other');
    assert.equal(isOtherRunning, true);
  });

  it('a profiler that the monitor started stops with it', async () => {
    const { isOtherRunning } = await play('alone');
    assert.equal(isOtherRunning, false);
  });
});

async function play(
  scenario: string,
): Promise<{ midway: Summary; last: Summary; isOtherRunning: boolean; stderr: string }> {
  const { code, stdout, stderr } = await runNode(fixture('ownership'), { arguments: [scenario], timeoutSeconds: 120 });
  assert.equal(code, 0, stderr);
  return { ...(JSON.parse(stdout) as { midway: Summary; last: Summary; isOtherRunning: boolean }), stderr };
}
