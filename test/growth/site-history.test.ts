import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointHistory } from '../../src/growth/checkpoint-history.js';
import { CheckpointTallies } from '../../src/growth/checkpoint-tallies.js';
import { SiteHistory } from '../../src/growth/site-history.js';
import { addSample, emptyTally, sampleVariance, type Tally } from '../../src/snapshot/estimate.js';
import { below } from '../support/random-snapshot.js';
import { type Random, randomFrom } from '../support/random.js';
import { INTERVAL_BYTES, replay, type ScriptedSample, THRESHOLDS } from '../support/scripted-heap.js';

/** A sample and the times between which it is found. */
interface Life {
  readonly bornSeconds: number;
  readonly diedSeconds: number;
  readonly weightBytes: number;
}

function randomLives(random: Random, count: number, untilSeconds: number): Life[] {
  return Array.from({ length: count }, () => {
    const bornSeconds = random.uniform() * untilSeconds;
    const isKept = random.uniform() < 0.3;
    const diedSeconds = isKept ? Infinity : bornSeconds + random.exponential(untilSeconds / 5);
    // Whole bytes, as V8's weights are, so that sums are exact in any order.
    return { bornSeconds, diedSeconds, weightBytes: INTERVAL_BYTES + below(random, 5) * INTERVAL_BYTES };
  });
}

function tallyOf(lives: readonly Life[]): Tally {
  const tally = emptyTally();
  for (const { weightBytes } of lives) addSample(tally, weightBytes, sampleVariance(weightBytes, INTERVAL_BYTES));
  return tally;
}

/** Asserts that two tallies are the same, sums of variances but for rounding. */
function assertSame(actual: Readonly<Tally>, expected: Readonly<Tally>, what: string): void {
  const { samples, bytes, squares } = actual;
  assert.deepEqual({ samples, bytes, squares }, withoutVariance(expected), what);
  assert.ok(Math.abs(actual.variance - expected.variance) <= 1e-6 * INTERVAL_BYTES ** 2, what);
}

function withoutVariance({ samples, bytes, squares }: Readonly<Tally>): Omit<Tally, 'variance'> {
  return { samples, bytes, squares };
}

const isThere =
  (seconds: number) =>
  ({ bornSeconds, diedSeconds }: Life): boolean =>
    bornSeconds <= seconds && diedSeconds > seconds;

describe('SiteHistory', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    it(`the history of a site knows births, deaths and survivors as a list of all samples does, seed ${seed}`, () => {
      const random = randomFrom(seed);
      const untilSeconds = 100_000;
      const lives = randomLives(random, 200, untilSeconds);
      const checkpoints = new CheckpointHistory(3600);
      const retained = new CheckpointTallies();
      for (let seconds = random.exponential(800); seconds < untilSeconds; seconds += random.exponential(800))
        retained.set(checkpoints.add(seconds), tallyOf(lives.filter(isThere(seconds))));
      const now = checkpoints.latest?.seconds ?? 0;
      const survivors = new CheckpointTallies();
      for (const checkpoint of checkpoints.all) {
        const { seconds } = checkpoint;
        survivors.set(checkpoint, tallyOf(lives.filter((life) => isThere(seconds)(life) && isThere(now)(life))));
      }
      const history = new SiteHistory(checkpoints.all, retained, () => survivors);
      assert.equal(history.latest, checkpoints.latest);
      assertSame(history.present, tallyOf(lives.filter(isThere(now))), 'present');
      for (const checkpoint of checkpoints.all) {
        const { seconds } = checkpoint;
        const then = lives.filter(isThere(seconds));
        assert.equal(history.retainedBytes(checkpoint), tallyOf(then).bytes);
        const stayed = tallyOf(then.filter(isThere(now)));
        assert.equal(history.survivingBytes(checkpoint), stayed.bytes);
        assert.equal(history.survivingSquares(checkpoint), stayed.squares);
        const births = lives.filter((life) => isThere(now)(life) && !isThere(seconds)(life));
        assertSame(history.births(checkpoint), tallyOf(births), `births since ${seconds}`);
        const deaths = then.filter((life) => !isThere(now)(life));
        assertSame(history.deaths(checkpoint), tallyOf(deaths), `deaths since ${seconds}`);
      }
    });
  }

  it('the history of a site balances: births less deaths are what is retained now less what was retained then', () => {
    const checkpoints = [0, 10, 20].map((seconds, number) => ({ number, seconds, column: number }));
    const [retained, survivors] = [new CheckpointTallies(), new CheckpointTallies()];
    const ofSamples = (samples: number): Tally => {
      return { samples, bytes: samples * 10, variance: 0, squares: samples * 100 };
    };
    checkpoints.forEach((checkpoint, n) => {
      retained.set(checkpoint, ofSamples([5, 8, 7][n] ?? NaN));
      survivors.set(checkpoint, ofSamples([2, 4, 7][n] ?? NaN));
    });
    const history = new SiteHistory(checkpoints, retained, () => survivors);
    for (const checkpoint of checkpoints) {
      const net = history.births(checkpoint).bytes - history.deaths(checkpoint).bytes;
      assert.equal(net, history.retainedBytes(history.latest) - history.retainedBytes(checkpoint));
    }
  });

  it('the history of a site cannot be made without a checkpoint', () => {
    assert.throws(() => new SiteHistory([], new CheckpointTallies(), () => new CheckpointTallies()), RangeError);
  });
});

describe('the checkpoint so long before the latest', () => {
  const checkpoints = [0, 10, 20, 35].map((seconds, number) => ({ number, seconds, column: number }));
  const history = new SiteHistory(checkpoints, new CheckpointTallies(), () => new CheckpointTallies());

  it('the checkpoint so long before the latest is the last one at least as far back', () => {
    assert.deepEqual(
      [0, 1, 15, 16, 25, 35].map((seconds) => history.checkpointBefore(seconds).number),
      [3, 2, 2, 1, 1, 0],
    );
  });

  it('the checkpoint so long before the latest is the first one where none is as far back', () => {
    assert.equal(history.checkpointBefore(1000).number, 0);
  });
});

describe('the history that lifetimes keep of sites', () => {
  const READ = 300;

  /** A read finds what is there: a collection stands before each. */
  function found(script: readonly ScriptedSample[], site: string, untilSeconds: number): Life[] {
    return script
      .filter((sample) => sample.site === site)
      .map(({ birthSeconds, deathSeconds, weightBytes = INTERVAL_BYTES }) => ({
        bornSeconds: Math.ceil(birthSeconds / READ) * READ,
        // Gone from the first read whose collection, half a period before it, comes after the death.
        diedSeconds: deathSeconds === Infinity ? Infinity : Math.ceil((deathSeconds + READ / 2) / READ) * READ,
        weightBytes,
      }))
      .filter(({ bornSeconds, diedSeconds }) => bornSeconds <= untilSeconds && diedSeconds > bornSeconds);
  }

  for (let seed = 1; seed <= 10; seed += 1) {
    it(`the history that lifetimes keep of sites agrees with a list of all samples over the window, seed ${seed}`, () => {
      const random = randomFrom(seed);
      const untilSeconds = 40 * READ;
      const script = ['a', 'b', 'c'].flatMap((site) =>
        randomLives(random, 60, untilSeconds).map(({ bornSeconds, diedSeconds, weightBytes }) => ({
          site,
          birthSeconds: bornSeconds,
          deathSeconds: diedSeconds,
          weightBytes,
        })),
      );
      let evaluations = 0;
      replay(script, { untilSeconds, readEverySeconds: READ }, ({ seconds, estimate }) => {
        const { windowSeconds, sites } = estimate;
        if (windowSeconds === null) return;
        evaluations += 1;
        // The latest checkpoint is at the read before this one, and what is there is what this one lists.
        const latest = seconds - READ;
        const begin = latest - windowSeconds;
        for (const { place, births, deaths, retained, live } of sites) {
          const lives = found(script, place.site, seconds);
          const now = lives.filter(isThere(seconds));
          assert.equal(live.samples, now.length);
          const confirmed = now.filter(({ bornSeconds }) => bornSeconds <= latest);
          assertSame(retained, tallyOf(confirmed), `retained at ${place.site} at ${seconds}`);
          const isHeldThen = ({ bornSeconds, diedSeconds }: Life): boolean =>
            bornSeconds <= begin && diedSeconds > begin + READ;
          const born = confirmed.filter((life) => !isHeldThen(life));
          assertSame(births, tallyOf(born), `births at ${place.site} since ${begin}`);
          const died = lives.filter((life) => isHeldThen(life) && life.diedSeconds <= seconds);
          assertSame(deaths, tallyOf(died), `deaths at ${place.site} since ${begin}`);
        }
      });
      assert.ok(evaluations > 30);
    });
  }

  it('the history that lifetimes keep of sites is the same for all sites together as for one that does what all do', () => {
    const random = randomFrom(1);
    const lives = randomLives(random, 200, 40 * READ);
    const scriptOf = (siteOf: (n: number) => string): ScriptedSample[] =>
      lives.map(({ bornSeconds, diedSeconds }, n) => ({
        site: siteOf(n),
        birthSeconds: bornSeconds,
        deathSeconds: diedSeconds,
      }));
    const options = { untilSeconds: 40 * READ, readEverySeconds: READ, thresholds: THRESHOLDS };
    const totals: unknown[] = [];
    const single: unknown[] = [];
    replay(
      scriptOf((n) => `site ${n % 7}`),
      options,
      ({ estimate }) => {
        const { births, deaths, state } = estimate.total;
        totals.push({ births, deaths, state });
      },
    );
    replay(
      scriptOf(() => 'all'),
      options,
      ({ estimate, site }) => {
        const { births, deaths, state } = site('all') ?? estimate.total;
        single.push({ births, deaths, state });
      },
    );
    assert.deepEqual(totals, single);
  });
});
