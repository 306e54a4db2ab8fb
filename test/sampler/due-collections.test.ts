import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DueCollections, type DueCollectionsOptions } from '../../src/sampler/due-collections.js';
import { FailureNotices } from '../../src/sampler/failure-notices.js';
import { ReadStats } from '../../src/sampler/read-stats.js';
import { ManualClock } from '../support/manual-clock.js';

const MEBIBYTE = 2 ** 20;

const NEED = { lacksEvidence: true, heapUsedBytes: 50 * MEBIBYTE };
const NO_NEED = { ...NEED, lacksEvidence: false };

/** Requests to a switch of the test, on its clock. */
class Requested {
  readonly clock = new ManualClock();
  readonly did: string[] = [];
  readonly warnings: string[] = [];
  readonly stats = new ReadStats();
  readonly due: DueCollections;
  mayAsk = true;

  constructor(options: Partial<DueCollectionsOptions> = {}) {
    const collections = {
      early: () => {
        this.did.push('early');
        return this.mayAsk;
      },
      usual: () => {
        this.did.push('usual');
      },
      force: () => {
        this.did.push('force');
        return Promise.reject(new Error('no time'));
      },
    };
    this.due = new DueCollections(collections, {
      collectAfterSeconds: 'auto',
      spanSeconds: 3600,
      maxPauseRatio: 0.002,
      stats: this.stats,
      notices: new FailureNotices((text) => {
        this.warnings.push(text);
      }),
      clock: this.clock,
      ...options,
    });
  }

  /** Lets time pass, and takes in a read. */
  read(seconds: number, need = NEED): void {
    this.clock.pass(seconds);
    this.due.afterRead(need);
  }

  /** Takes in reads for so long, and has V8 collect where it is asked to. */
  follow(seconds: number, periodSeconds: number): void {
    for (let passed = 0; passed < seconds; passed += periodSeconds) {
      this.read(periodSeconds);
      if (this.did.at(-1) === 'early') this.collect();
    }
  }

  /** Has V8 collect. @param beganSeconds how long ago it has begun to mark */
  collect(pauseSeconds = 0.02, beganSeconds = 0): boolean {
    const endSeconds = this.clock.nowSeconds();
    return this.due.noteCollection({ startSeconds: endSeconds - beganSeconds, endSeconds, pauseSeconds });
  }

  get requests(): number {
    return this.did.filter((act) => act === 'early').length;
  }
}

describe('collections that are asked for', () => {
  let requested: Requested;
  beforeEach(() => {
    requested = new Requested();
  });

  it('one is asked for where evidence is missing, and V8 is left alone as soon as it has come', () => {
    requested.read(60);
    requested.clock.pass(2);
    assert.equal(requested.collect(), true);
    assert.deepEqual(requested.did, ['early', 'usual']);
    const { collections, collectionPauseSeconds } = requested.stats.counts;
    assert.deepEqual([collections, collectionPauseSeconds], [1, 0.02]);
  });

  it('none is asked for where no evidence is missing', () => {
    for (let hour = 0; hour < 24; hour += 1) requested.read(3600, NO_NEED);
    assert.deepEqual(requested.did, []);
  });

  it('one is asked for at most every ten minutes, however much evidence is missing', () => {
    requested.follow(6000, 15);
    assert.ok(requested.requests > 5 && requested.requests <= 11, `${requested.requests} requests in 100 minutes`);
  });

  it('the times between are shorter in proportion where the span is', () => {
    requested = new Requested({ spanSeconds: 60, maxPauseRatio: 0.05 });
    requested.follow(100, 1);
    assert.ok(requested.requests > 5 && requested.requests <= 11, `${requested.requests} requests in 100 s`);
  });

  it('none is asked for while V8 collects often enough by itself', () => {
    for (let seconds = 0; seconds < 7200; seconds += 15) {
      if (seconds % 105 === 0) requested.collect();
      requested.follow(15, 15);
    }
    assert.ok(requested.requests <= 1, `${requested.requests} requests in two hours`);
  });

  it('pauses stay within their share of the time, by what the latest has taken and at first by the size of the heap', () => {
    const large = { ...NEED, heapUsedBytes: 1024 * MEBIBYTE };
    requested.read(200, large);
    assert.equal(requested.requests, 0);
    requested.read(60, large);
    assert.equal(requested.requests, 1);
    requested.collect(3);
    requested.read(1400, large);
    assert.equal(requested.requests, 1);
    requested.read(200, large);
    assert.equal(requested.requests, 2);
  });

  it('where V8 has not collected in time, it is left alone and asked again a minute later', () => {
    requested.read(60);
    requested.clock.pass(10);
    assert.deepEqual(requested.did, ['early', 'usual']);
    requested.read(30);
    assert.equal(requested.requests, 1);
    requested.read(40);
    assert.equal(requested.requests, 2);
    assert.equal(requested.stats.counts.collections, 0);
  });

  it('a collection that V8 had begun before is not counted, and ends the request', () => {
    requested.read(60);
    requested.clock.pass(1);
    assert.equal(requested.collect(0.02, 5), false);
    assert.deepEqual(requested.did, ['early', 'usual']);
    assert.equal(requested.stats.counts.collections, 0);
  });

  it('a sampler that ends leaves V8 alone', () => {
    requested.read(60);
    requested.due.stop();
    assert.deepEqual(requested.did, ['early', 'usual']);
    requested.clock.pass(60);
    assert.deepEqual(requested.did, ['early', 'usual']);
  });

  it('where V8 cannot be asked, nothing is forced because evidence is missing', () => {
    requested.mayAsk = false;
    requested.read(60);
    assert.deepEqual(requested.did, ['early']);
  });

  it('after a time that was named one is asked for whatever grows, and forced where V8 does not come to it', async () => {
    requested = new Requested({ collectAfterSeconds: 120 });
    requested.read(60, NO_NEED);
    assert.deepEqual(requested.did, []);
    requested.read(60, NO_NEED);
    assert.deepEqual(requested.did, ['early']);
    requested.clock.pass(10);
    assert.deepEqual(requested.did, ['early', 'usual', 'force']);
    await Promise.resolve();
    assert.match(requested.warnings.join(), /^a requested collection has failed: no time; /);
    assert.equal(requested.stats.counts.failures, 0);
  });
});
