import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointHistory } from '../../src/growth/checkpoint-history.js';
import { SiteHistory } from '../../src/growth/site-history.js';
import { TallyColumns } from '../../src/growth/tally-columns.js';
import { addSample, emptyTally, sampleVariance, type Tally } from '../../src/snapshot/estimate.js';
import { type Random, randomFrom } from '../support/random.js';
import { below } from '../support/random-snapshot.js';
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

/** What V8 knows exactly is the same; sums of variances are so but for rounding. */
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

describe('the history of a site', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    it(`tells births, deaths and survivors as a list of all samples does, seed ${seed}`, () => {
      const random = randomFrom(seed);
      const untilSeconds = 100_000;
      const lives = randomLives(random, 200, untilSeconds);
      const log = new CheckpointHistory(3600);
      const retained = new TallyColumns();
      for (let seconds = random.exponential(800); seconds < untilSeconds; seconds += random.exponential(800)) {
        const { column } = log.add(seconds);
        retained.set(column, tallyOf(lives.filter(isThere(seconds))));
      }
      const now = log.all.at(-1)?.seconds ?? 0;
      const survivors = new TallyColumns();
      log.all.forEach(({ seconds }, position) => {
        survivors.set(position, tallyOf(lives.filter((life) => isThere(seconds)(life) && isThere(now)(life))));
      });
      const history = new SiteHistory(log.all, retained, survivors);
      assert.equal(history.latest, log.all.length - 1);
      log.all.forEach(({ seconds }, position) => {
        assert.equal(history.seconds(position), seconds);
        const then = lives.filter(isThere(seconds));
        assert.equal(history.retainedBytes(position), tallyOf(then).bytes);
        const stayed = tallyOf(then.filter(isThere(now)));
        assert.equal(history.survivingBytes(position), stayed.bytes);
        assert.equal(history.survivingSquares(position), stayed.squares);
        const births = lives.filter((life) => isThere(now)(life) && !isThere(seconds)(life));
        assertSame(history.births(position), tallyOf(births), `births since ${seconds}`);
        const deaths = then.filter((life) => !isThere(now)(life));
        assertSame(history.deaths(position), tallyOf(deaths), `deaths since ${seconds}`);
      });
    });
  }

  it('balances: births less deaths are what is retained now less what was', () => {
    const marks = [0, 10, 20].map((seconds, number) => ({ number, seconds, column: number }));
    const [retained, survivors] = [new TallyColumns(), new TallyColumns()];
    [5, 8, 7].forEach((samples, position) => {
      retained.set(position, { samples, bytes: samples * 10, variance: 0, squares: samples * 100 });
    });
    [2, 4, 7].forEach((samples, position) => {
      survivors.set(position, { samples, bytes: samples * 10, variance: 0, squares: samples * 100 });
    });
    const history = new SiteHistory(marks, retained, survivors);
    for (const position of [0, 1, 2]) {
      const net = history.births(position).bytes - history.deaths(position).bytes;
      assert.equal(net, history.retainedBytes(2) - history.retainedBytes(position));
    }
  });
});

describe('the position so long before the latest', () => {
  const marks = [0, 10, 20, 35].map((seconds, number) => ({ number, seconds, column: number }));
  const history = new SiteHistory(marks, new TallyColumns(), new TallyColumns());

  it('is that of the last mark at least as far back', () => {
    assert.deepEqual(
      [0, 1, 15, 16, 25, 35].map((seconds) => history.positionBefore(seconds)),
      [3, 2, 2, 1, 1, 0],
    );
  });

  it('is that of the first mark where none is as far back', () => {
    assert.equal(history.positionBefore(1000), 0);
  });
});

describe('the ledger’s history of sites', () => {
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
    it(`agrees with a list of all samples over the window, seed ${seed}`, () => {
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
      let looks = 0;
      replay(script, { untilSeconds, readEverySeconds: READ }, ({ seconds, estimate }) => {
        const { windowSeconds, sites } = estimate;
        if (windowSeconds === null) return;
        looks += 1;
        // The latest mark stands at the read before this one, and what is there is what this one lists.
        const latest = seconds - READ;
        const begin = latest - windowSeconds;
        for (const { site, births, deaths, retained, live } of sites) {
          const lives = found(script, site.site, seconds);
          const now = lives.filter(isThere(seconds));
          assert.equal(live.samples, now.length);
          const confirmed = now.filter(({ bornSeconds }) => bornSeconds <= latest);
          assertSame(retained, tallyOf(confirmed), `retained at ${site.site} at ${seconds}`);
          const isHeldThen = ({ bornSeconds, diedSeconds }: Life): boolean =>
            bornSeconds <= begin && diedSeconds > begin + READ;
          const born = confirmed.filter((life) => !isHeldThen(life));
          assertSame(births, tallyOf(born), `births at ${site.site} since ${begin}`);
          const died = lives.filter((life) => isHeldThen(life) && life.diedSeconds <= seconds);
          assertSame(deaths, tallyOf(died), `deaths at ${site.site} since ${begin}`);
        }
      });
      assert.ok(looks > 30);
    });
  }

  it('is the same for all sites together as for one that does what all do', () => {
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
