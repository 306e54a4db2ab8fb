import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fixture } from '../support/run-node.js';

/** The standard error of the process: a pipe whose reader has gone, one that nobody reads, or a full disk. */
type StandardError = 'gone' | 'unread' | 'full';

/** Runs the fixture, and returns what its application noticed. */
async function noticed(standardError: StandardError, fault = 'none'): Promise<unknown> {
  const full = standardError === 'full' ? openSync('/dev/full', 'w') : 'pipe';
  const child = spawn(process.execPath, [fixture('standard-error'), fault], { stdio: ['ignore', 'pipe', full] });
  if (standardError === 'gone') child.stderr?.destroy();
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const code = await new Promise((resolve) => child.once('exit', resolve).once('close', resolve));
  assert.equal(code, 0, stdout);
  return JSON.parse(stdout);
}

describe('writing to standard error', () => {
  it('an application notices nothing of lines that nobody reads any more', async () => {
    assert.deepEqual(await noticed('gone'), ['listeners: 0']);
  });

  it(
    'an application notices nothing of lines that a full disk does not take',
    { skip: process.platform !== 'linux' },
    async () => {
      assert.deepEqual(await noticed('full'), ['listeners: 0']);
    },
  );

  it('lines that nobody reads neither wait nor pile up', async () => {
    assert.deepEqual(await noticed('unread', 'never-read'), ['bounded', 'listeners: 0']);
  });

  it('the failure of the application’s own write is what it is without lines of this package', async () => {
    assert.deepEqual(await noticed('gone', 'own-write'), ['uncaught: write EPIPE', 'listeners: 0']);
  });

  for (const [fault, what] of [
    ['closed', 'whose descriptor is closed'],
    ['throws', 'whose write throws'],
    ['rejects', 'whose write rejects'],
    ['no-stream', 'that cannot be had'],
    ['ended', 'that has ended'],
  ]) {
    it(`an application notices nothing of lines for a standard error ${what}`, async () => {
      assert.deepEqual(await noticed('unread', fault), ['listeners: 0']);
    });
  }
});
