import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { FailureNotices } from '../../src/sampler/failure-notices.js';
import { ReadStats } from '../../src/sampler/read-stats.js';
import { Zoom } from '../../src/sampler/zoom.js';
import { heapRead } from '../support/heap-reads.js';
import { ManualClock } from '../support/manual-clock.js';

const LEAKS = [{ id: 'leak', birthsPerSecond: 4.8, isExact: false }];

const PERIOD = 15;

/** A zoom with a switch, an application and a clock of the test. */
class Zoomed {
  readonly clock = new ManualClock();
  readonly did: string[] = [];
  readonly warnings: string[] = [];
  readonly stats = new ReadStats();
  readonly zoom: Zoom;
  /** The pauses of switching off and on; an error is what it rejects with. */
  pauses: { off: number | undefined | Error; on: number | Error } = { off: 0.02, on: 0.03 };
  letGo: () => void = () => undefined;
  ordinal = 0;

  constructor() {
    this.zoom = new Zoom(3600, {
      inlining: {
        off: (onLetGo) => {
          this.did.push('off');
          this.letGo = onLetGo;
          return settled(this.pauses.off);
        },
        on: () => {
          this.did.push('on');
          return settled(this.pauses.on);
        },
      },
      ask: (gapSeconds) => {
        this.did.push(`ask ${gapSeconds}`);
      },
      stats: this.stats,
      notices: new FailureNotices((text) => {
        this.warnings.push(text);
      }),
      clock: this.clock.nowSeconds,
    });
  }

  /** One cycle of the sampler, after so many seconds and samples. */
  async cycle(seconds = 0, births = 10, leaks = LEAKS): Promise<void> {
    this.clock.pass(seconds);
    await this.zoom.beforeRead();
    this.ordinal += births;
    const read = heapRead([this.ordinal], { pauseSeconds: 0.001 });
    this.stats.noteRead(read, new Date());
    await this.zoom.afterRead(read, leaks);
  }

  /** Cycles until a zoom has begun. */
  async begin(): Promise<void> {
    await this.cycle();
    this.zoom.noteAnswer(null);
    await this.cycle();
  }
}

function settled<T>(outcome: T | Error): Promise<T> {
  return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
}

describe('a zoom', () => {
  let zoomed: Zoomed;
  beforeEach(() => {
    zoomed = new Zoomed();
  });

  it('there is none where nothing grows', async () => {
    for (let n = 0; n < 300; n += 1) await zoomed.cycle(PERIOD, 10, []);
    assert.deepEqual(zoomed.did, []);
  });

  it('it begins as soon as the application allows it, and ends after four dozen births', async () => {
    await zoomed.cycle();
    assert.deepEqual([zoomed.did, zoomed.zoom.nextSeconds(PERIOD)], [['ask 600'], PERIOD]);
    zoomed.zoom.noteAnswer(null);
    assert.equal(zoomed.zoom.nextSeconds(PERIOD), 0);
    await zoomed.cycle();
    assert.deepEqual([zoomed.did, zoomed.zoom.nextSeconds(PERIOD)], [['ask 600', 'off'], 10]);
    assert.equal(zoomed.zoom.nextSeconds(2), 2);
    await zoomed.cycle(10);
    assert.deepEqual([zoomed.did, zoomed.zoom.nextSeconds(PERIOD)], [['ask 600', 'off', 'on'], PERIOD]);
    assert.equal(zoomed.stats.counts.zooms, 1);
  });

  it('samples are exact from the first read within it to the last', async () => {
    await zoomed.begin();
    await zoomed.cycle(10, 5);
    await zoomed.cycle(PERIOD, 5);
    assert.deepEqual(zoomed.zoom.ranges, [{ from: 20, to: 25 }]);
    assert.deepEqual(
      [20, 21, 25, 26].map((ordinal) => zoomed.zoom.isExact(ordinal)),
      [false, true, true, false],
    );
  });

  it('its pauses count as those of the reads beside it, and the next read waits for them', async () => {
    await zoomed.begin();
    assert.equal(zoomed.stats.counts.lastPauseSeconds, 0.021);
    await zoomed.cycle(10);
    assert.deepEqual([zoomed.stats.counts.lastPauseSeconds, zoomed.stats.counts.maxPauseSeconds], [0.031, 0.031]);
    const wait = zoomed.stats.nextRead({ periodSeconds: PERIOD, maxPauseRatio: 0.002 }).periodSeconds;
    assert.ok(wait >= (0.02 + 0.001 + 0.03 + 0.001) / 0.002, `${wait}`);
    await zoomed.cycle(wait);
    assert.equal(zoomed.stats.nextRead({ periodSeconds: PERIOD, maxPauseRatio: 0.002 }).periodSeconds, PERIOD);
  });

  it('one that the application refuses is asked for again ten minutes later', async () => {
    await zoomed.cycle();
    zoomed.zoom.noteAnswer('a debugger may attach to it');
    await zoomed.cycle(599);
    assert.deepEqual(zoomed.did, ['ask 600']);
    await zoomed.cycle(1);
    assert.deepEqual(zoomed.did, ['ask 600', 'ask 600']);
    zoomed.pauses.off = undefined;
    zoomed.zoom.noteAnswer(null);
    await zoomed.cycle();
    await zoomed.cycle(PERIOD);
    assert.deepEqual(zoomed.did, ['ask 600', 'ask 600', 'off'], 'the main thread has let it be no more');
    assert.deepEqual([zoomed.warnings, zoomed.stats.counts.zooms], [[], 0]);
  });

  it('an answer that comes twice, or unasked, begins nothing', async () => {
    zoomed.zoom.noteAnswer(null);
    await zoomed.cycle();
    zoomed.zoom.noteAnswer(null);
    zoomed.zoom.noteAnswer('again');
    await zoomed.cycle();
    assert.deepEqual(zoomed.did, ['ask 600', 'off']);
  });

  it('one that the application ends counts for what it has seen', async () => {
    await zoomed.begin();
    await zoomed.cycle(4, 3);
    zoomed.letGo();
    await zoomed.cycle(PERIOD, 3);
    assert.deepEqual(zoomed.did, ['ask 600', 'off']);
    assert.deepEqual([zoomed.zoom.ranges, zoomed.stats.counts.zooms], [[{ from: 20, to: 23 }], 1]);
  });

  it('it ends although no read succeeds any more', async () => {
    await zoomed.begin();
    zoomed.clock.pass(10);
    await zoomed.zoom.beforeRead();
    await zoomed.zoom.afterRead(undefined, []);
    assert.deepEqual(zoomed.did, ['ask 600', 'off', 'on']);
  });

  for (const [what, fails] of [
    ['begin', { off: new Error('no such command'), on: 0 }],
    ['end', { off: 0, on: new Error('no such command') }],
  ] as const) {
    it(`one that does not ${what} is the last, and that is said once`, async () => {
      zoomed.pauses = fails;
      await zoomed.begin();
      for (let n = 0; n < 20; n += 1) {
        await zoomed.cycle(600);
        zoomed.zoom.noteAnswer(null);
      }
      assert.deepEqual(
        zoomed.did.filter((one) => one === 'off'),
        ['off'],
      );
      assert.deepEqual(zoomed.warnings, [
        'V8 cannot be kept from inlining: no such command; leaks are named by what V8 has not inlined',
      ]);
    });
  }

  it('a heap that is too large to be gone over is let be', async () => {
    const read = { ...heapRead([1]), heapUsedBytes: 600 * 2 ** 20 };
    await zoomed.zoom.afterRead(read, LEAKS);
    await zoomed.zoom.afterRead(read, LEAKS);
    assert.deepEqual([zoomed.did, zoomed.warnings.length], [[], 1]);
  });

  it('the samples of another run of the profiler are not exact for having their numbers', async () => {
    await zoomed.begin();
    await zoomed.cycle(4, 3);
    zoomed.zoom.restart();
    assert.equal(zoomed.zoom.isExact(22), false);
    zoomed.ordinal = 0;
    await zoomed.cycle(1, 3);
    await zoomed.cycle(5, 3);
    assert.deepEqual(zoomed.zoom.ranges, [{ from: 3, to: 6 }]);
  });
});
