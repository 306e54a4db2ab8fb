import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

interface Summary {
  readonly starter: string;
  readonly sites: number;
  readonly rssBytes: number;
}

describe('a profiler shared with others', () => {
  it('where another profiler runs already, one line says so, the process is watched, and sites come once V8 is free', async () => {
    const { midway, last, stderr } = await play('before');
    assert.match(stderr, /^heapgauge: sites are unavailable: another heap profiler is already running.*\n$/);
    assert.deepEqual([midway.starter, midway.sites], ['none', 0]);
    assert.ok(midway.rssBytes > 0);
    assert.notEqual(last.starter, 'none');
    assert.ok(last.sites > 0);
  });

  it('a profiler that somebody stops is started again, and one line says so', async () => {
    const { last, stderr } = await play('stop');
    assert.match(stderr, /^heapgauge: the heap profiler was lost \(.*not started.*\); starting it again\n$/);
    assert.ok(last.sites > 0);
  });

  it('a profiler that somebody restarts is theirs until they stop it', async () => {
    const { midway, last, stderr } = await play('restart');
    assert.match(stderr, /lost \(somebody else stopped it and started another\)/);
    assert.equal(midway.starter, 'none');
    assert.ok(last.sites > 0);
  });

  it('a profiler of somebody else runs on when the monitor stops', async () => {
    const { isOtherRunning } = await play('after');
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
