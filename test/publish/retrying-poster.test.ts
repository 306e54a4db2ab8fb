import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { RetryingPoster } from '../../src/publish/retrying-poster.js';
import { ManualClock } from '../support/manual-clock.js';

/** A poster whose posts the test ends, and what it did. */
class Posted {
  readonly clock = new ManualClock();
  readonly failures: string[] = [];
  hasContent = true;
  posts = 0;
  readonly #waiting: Array<{ resolve: () => void; reject: (error: Error) => void }> = [];
  readonly poster = new RetryingPoster({
    hasContent: () => this.hasContent,
    post: () => {
      this.posts += 1;
      return new Promise<void>((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
      });
    },
    onFailure: (error) => {
      this.failures.push((error as Error).message);
    },
    clock: this.clock,
  });

  /** Ends the post under way, and waits until the poster knows. */
  async end(failure?: string): Promise<void> {
    const { resolve, reject } = this.#waiting.shift() ?? assert.fail('no post is under way');
    if (failure === undefined) resolve();
    else reject(new Error(failure));
    await settled();
  }
}

describe('a poster that retries', () => {
  it('a request posts at once', () => {
    const posted = new Posted();
    posted.poster.request();
    assert.equal(posted.posts, 1);
  });

  it('a request posts nothing where there is nothing to post', () => {
    const posted = new Posted();
    posted.hasContent = false;
    posted.poster.request();
    assert.equal(posted.posts, 0);
  });

  it('all requests during a post become one post after it', async () => {
    const posted = new Posted();
    for (let n = 0; n < 5; n += 1) posted.poster.request();
    assert.equal(posted.posts, 1);
    await posted.end();
    assert.equal(posted.posts, 2);
    await posted.end();
    assert.equal(posted.posts, 2);
  });

  it('a post that fails is counted, reported and tried again after a wait', async () => {
    const posted = new Posted();
    posted.poster.request();
    await posted.end('refused');
    assert.deepEqual([posted.failures, posted.poster.failures, posted.posts], [['refused'], 1, 1]);
    posted.clock.pass(1);
    assert.equal(posted.posts, 2);
  });

  it('requests during a wait do not shorten it', async () => {
    const posted = new Posted();
    posted.poster.request();
    await posted.end('refused');
    posted.poster.request();
    assert.deepEqual([posted.posts, posted.clock.waits.length], [1, 1]);
  });

  it('a wait after which there is nothing to post any more ends the retries', async () => {
    const posted = new Posted();
    posted.poster.request();
    await posted.end('refused');
    posted.hasContent = false;
    posted.clock.pass(1);
    assert.deepEqual([posted.posts, posted.clock.waits], [1, []]);
  });

  it('a post that throws before it has started counts as one that failed', async () => {
    const clock = new ManualClock();
    const failures: unknown[] = [];
    const poster = new RetryingPoster({
      hasContent: () => true,
      post: () => {
        throw new Error('no text');
      },
      onFailure: (error) => failures.push(error),
      clock,
    });
    poster.request();
    await settled();
    assert.deepEqual([failures.length, clock.waits.length], [1, 1]);
  });

  it('a post that fails after the poster was closed is neither counted nor tried again', async () => {
    const posted = new Posted();
    posted.poster.request();
    posted.poster.close();
    await posted.end('refused');
    assert.deepEqual([posted.failures, posted.clock.waits], [[], []]);
  });
});
