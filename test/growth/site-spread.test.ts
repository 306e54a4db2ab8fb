import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Checkpoint } from '../../src/growth/checkpoint.js';
import { SampleStore } from '../../src/growth/sample-store.js';
import { type SiteSpread, siteSpread } from '../../src/growth/site-spread.js';
import { type Random, randomFrom } from '../support/random.js';

const GAPS = 20;
const CHECKPOINTS: readonly Checkpoint[] = Array.from({ length: GAPS + 1 }, (_, number) => ({
  number,
  seconds: 300 * number,
  column: number,
}));
const PARTS = CHECKPOINTS.filter(({ number }) => number % 4 === 0);

/** The numbers of the checkpoints that found the samples of each site retained. */
type Sites = ReadonlyArray<readonly number[]>;

function spreadOf(sites: Sites, grownBytes?: (series: number) => number): SiteSpread {
  const samples = new SampleStore();
  const rows: number[] = [];
  let ordinal = 0;
  const byNumber = sites
    .flatMap((numbers, series) => numbers.map((number) => ({ series, number })))
    .sort((a, b) => a.number - b.number);
  for (const checkpoint of CHECKPOINTS) {
    for (const { series } of byNumber.filter(({ number }) => number === checkpoint.number)) {
      ordinal += 1;
      const { seconds: seenSeconds } = checkpoint;
      rows.push(samples.add({ ordinal, series, node: 0, weightBytes: 10, variance: 100, seenSeconds, read: 1 }));
    }
    samples.confirm(checkpoint);
  }
  const grown = grownBytes ?? ((series) => 10 * (sites[series]?.length ?? 0));
  return siteSpread({ checkpoints: CHECKPOINTS, parts: PARTS }, { samples, rows, grownBytes: grown });
}

/** The checkpoint that finds what came at a random moment of the span. */
function anyTime(random: Random): number {
  return 1 + Math.floor(GAPS * random.uniform());
}

describe('the spread of growth over sites', () => {
  for (const each of [2, 5, 50]) {
    it(`sites that grow all the time, by ${each} samples each, recur and are independent`, () => {
      const random = randomFrom(each);
      const sites = Array.from({ length: 1000 / each }, () => Array.from({ length: each }, () => anyTime(random)));
      const { recurringShare, dispersion } = spreadOf(sites);
      // Of two samples one may lie in the last part, so that the other is alone.
      const least = each === 2 ? 0.7 : 0.9;
      assert.ok(recurringShare > least && recurringShare < 1.15, `${recurringShare}`);
      assert.ok(dispersion < 1.3, `${dispersion}`);
    });
  }

  it('sites that each grow once do not recur, and their samples come together', () => {
    const random = randomFrom(1);
    const sites = Array.from({ length: 50 }, () => new Array<number>(20).fill(anyTime(random)));
    const { recurringShare, dispersion } = spreadOf(sites);
    assert.equal(recurringShare, 0);
    assert.ok(dispersion > 15 && dispersion < 25, `${dispersion}`);
  });

  it('about a half has come again at sites that each grow twice', () => {
    const random = randomFrom(2);
    const sites = Array.from({ length: 200 }, () => [
      ...new Array<number>(20).fill(1 + Math.floor(16 * random.uniform())),
      ...new Array<number>(20).fill(1 + Math.floor(16 * random.uniform())),
    ]);
    const { recurringShare } = spreadOf(sites);
    assert.ok(Math.abs(recurringShare - 0.5) < 0.1, `${recurringShare}`);
  });

  it('the only sample of a site has not come again', () => {
    const random = randomFrom(3);
    assert.equal(spreadOf(Array.from({ length: 300 }, () => [anyTime(random)])).recurringShare, 0);
  });

  it('a site that drops as much as it takes does not count', () => {
    const random = randomFrom(4);
    const helpers = Array.from({ length: 10 }, () => Array.from({ length: 30 }, () => anyTime(random)));
    const cache = new Array<number>(500).fill(15);
    const { recurringShare, dispersion } = spreadOf([...helpers, cache], (series) => (series < 10 ? 300 : 0));
    assert.ok(recurringShare > 0.9, `${recurringShare}`);
    assert.ok(dispersion < 1.5, `${dispersion}`);
  });

  it('nothing is known where nothing has come, and then nothing is significant', () => {
    assert.deepEqual(spreadOf([[GAPS], [GAPS]]), { recurringShare: 0, dispersion: Infinity });
  });
});
