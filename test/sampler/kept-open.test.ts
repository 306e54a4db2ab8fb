import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { KeptOpen } from '../../src/sampler/kept-open.js';
import { ManualClock } from '../support/manual-clock.js';

const TAKEN = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });

/** Something that opens when the test lets it, and what was said of it. */
class Opening {
  readonly clock = new ManualClock();
  readonly said: string[] = [];
  attempts = 0;
  /** The error that the next attempts fail with. */
  refusal: Error | undefined;
  readonly kept = new KeptOpen<string>({
    open: () => {
      this.attempts += 1;
      return this.refusal === undefined ? Promise.resolve('it') : Promise.reject(this.refusal);
    },
    close: (opened) => {
      this.said.push(`closed ${opened}`);
    },
    onOpen: (opened, failures) => {
      this.said.push(`opened ${opened} after ${failures} failures`);
    },
    onFailure: (error, isRetried) => {
      this.said.push(`${String(error)}, tried again: ${isRetried}`);
    },
    clock: this.clock,
  });

  constructor(refusal?: Error) {
    this.refusal = refusal;
  }

  /** Lets time pass until the next attempt, and the attempt be made. */
  async retry(): Promise<number> {
    const [wait = assert.fail('nothing waits')] = this.clock.waits;
    this.clock.pass(wait);
    await settled();
    return wait;
  }
}

describe('what is kept open', () => {
  it('what opens at once is there, and closes', async () => {
    const opening = new Opening();
    await opening.kept.open();
    assert.equal(opening.kept.opened, 'it');
    await opening.kept.close();
    assert.deepEqual(opening.said, ['opened it after 0 failures', 'closed it']);
    assert.equal(opening.kept.opened, undefined);
  });

  it('what is taken is tried again until it is free, and only the first failure is said', async () => {
    const opening = new Opening(TAKEN);
    await opening.kept.open();
    await opening.retry();
    await opening.retry();
    opening.refusal = undefined;
    await opening.retry();
    assert.equal(opening.kept.opened, 'it');
    assert.deepEqual(opening.said, ['Error: listen EADDRINUSE, tried again: true', 'opened it after 3 failures']);
    assert.deepEqual(opening.clock.waits, []);
  });

  it('the waits grow from 5 seconds to a minute, each shorter by up to a half at random', async () => {
    const opening = new Opening(TAKEN);
    await opening.kept.open();
    for (const most of [5, 10, 20, 40, 60, 60]) {
      const wait = await opening.retry();
      assert.ok(wait >= most / 2 && wait <= most, `${wait} s of ${most}`);
    }
  });

  it('what the process may not have is not tried again', async () => {
    for (const code of ['EACCES', 'ERR_ACCESS_DENIED', undefined]) {
      const opening = new Opening(Object.assign(new Error('no'), code === undefined ? {} : { code }));
      await opening.kept.open();
      assert.deepEqual([opening.said, opening.clock.waits], [['Error: no, tried again: false'], []]);
    }
  });

  it('what is closed while it waits is not tried again', async () => {
    const opening = new Opening(TAKEN);
    await opening.kept.open();
    await opening.kept.close();
    assert.deepEqual([opening.clock.waits, opening.attempts], [[], 1]);
  });

  it('what opens while it is being closed is closed, and not said to be open', async () => {
    const opening = new Opening();
    const opened = opening.kept.open();
    await opening.kept.close();
    await opened;
    assert.deepEqual([opening.said, opening.kept.opened], [['closed it'], undefined]);
  });
});
