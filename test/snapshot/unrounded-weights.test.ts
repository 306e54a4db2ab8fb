import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growthRate } from '../../src/growth/rate.js';
import { addSample, emptyTally, sampleVariance } from '../../src/snapshot/estimate.js';
import { UnroundedWeights } from '../../src/snapshot/unrounded-weights.js';
import type { Profile } from '../../src/v8/profile.js';
import { type Random, randomFrom } from '../support/random.js';

const INTERVAL_BYTES = 131_072;

/** An object that V8 has sampled, at one of the nodes. */
interface Sampled {
  readonly sizeBytes: number;
  readonly node: number;
  readonly ordinal: number;
}

function probability(sizeBytes: number): number {
  return 1 - Math.exp(-sizeBytes / INTERVAL_BYTES);
}

/** Samples objects as V8 does. */
function sampled(sizes: readonly number[], nodes: number, random: Random, after = 0): Sampled[] {
  return sizes
    .filter((sizeBytes) => random.uniform() < probability(sizeBytes))
    .map((sizeBytes, n) => ({ sizeBytes, node: Math.floor(random.uniform() * nodes), ordinal: after + n + 1 }));
}

/** Makes the profile that V8 answers with; its nodes are all of one function. */
function listed(samples: readonly Sampled[], nodes: number): Profile {
  const counts = new Map<string, { sizeBytes: number; node: number; count: number }>();
  for (const { sizeBytes, node } of samples) {
    const key = `${sizeBytes} ${node}`;
    counts.set(key, { sizeBytes, node, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const selfBytes = new Float64Array(nodes);
  for (const { sizeBytes, node, count } of counts.values()) {
    selfBytes[node] = (selfBytes[node] ?? 0) + sizeBytes * Math.floor(count / probability(sizeBytes) + 0.5);
  }
  const none = (): Uint32Array => new Uint32Array(nodes);
  return {
    nodes: {
      count: nodes,
      parent: new Int32Array(nodes).fill(-1),
      id: new Int32Array(nodes),
      functionName: none(),
      script: none().fill(1),
      scriptId: new Int32Array(nodes),
      line: new Int32Array(nodes),
      column: new Int32Array(nodes),
      selfBytes,
    },
    samples: {
      count: samples.length,
      node: Uint32Array.from(samples, ({ node }) => node),
      weightBytes: Float64Array.from(samples, ({ sizeBytes }) => {
        return sizeBytes * Math.floor(1 / probability(sizeBytes) + 0.5);
      }),
      ordinal: Float64Array.from(samples, ({ ordinal }) => ordinal),
    },
    strings: ['', '/srv/app.js'],
  };
}

function sum(bytes: Iterable<number>): number {
  return [...bytes].reduce((all, one) => all + one, 0);
}

/** Gives the bytes of a profile over those that its samples stand for, as V8 lists them and without rounding. */
function ratios(samples: readonly Sampled[], nodes: number): { listed: number; unrounded: number } {
  const profile = listed(samples, nodes);
  const exact = sum(samples.map(({ sizeBytes }) => sizeBytes / probability(sizeBytes)));
  const { weightBytes } = new UnroundedWeights(INTERVAL_BYTES).unround(profile).samples;
  return { listed: sum(profile.samples.weightBytes) / exact, unrounded: sum(weightBytes) / exact };
}

function aligned(bytes: number): number {
  return 8 * Math.round(bytes / 8);
}

describe('objects of one size', () => {
  for (const intervals of [0.3, 0.34, 0.5, 0.8, 1, 1.09, 1.11, 1.5, 2, 2.5, 30]) {
    it(`objects of ${intervals} intervals get their exact weight once two are sampled`, () => {
      const random = randomFrom(1);
      const sizes = new Array<number>(100).fill(aligned(intervals * INTERVAL_BYTES));
      for (const nodes of [1, 5]) {
        const { unrounded } = ratios(sampled(sizes, nodes, random), nodes);
        assert.ok(Math.abs(unrounded - 1) < 1e-4, `${unrounded} at ${nodes} stacks`);
      }
    });
  }

  it('several sizes at one stack, small objects among them, are distinguished by the sum of the stack', () => {
    const random = randomFrom(2);
    const sizes = [0.6, 0.9, 1.3, 40 / INTERVAL_BYTES, 1040 / INTERVAL_BYTES].map((one) =>
      aligned(one * INTERVAL_BYTES),
    );
    const all = Array.from({ length: 1000 }, (_, n) => sizes[n % sizes.length] ?? 0);
    const found = ratios(sampled(all, 1, random), 1);
    assert.ok(Math.abs(found.unrounded - 1) < 1e-3, `${found.unrounded}, listed ${found.listed}`);
  });
});

describe('objects of many sizes', () => {
  for (const [from, to] of [
    [0.25, 0.45],
    [0.4, 0.6],
    [0.7, 0.9],
    [1.1, 1.7],
    [1.5, 2.1],
    [0.3, 3],
  ] as const) {
    it(`objects of ${from} to ${to} intervals, hardly two of them alike, are weighed to 6%`, () => {
      const random = randomFrom(3);
      const sizes = Array.from({ length: 3000 }, () =>
        aligned((from + (to - from) * random.uniform()) * INTERVAL_BYTES),
      );
      const found = ratios(sampled(sizes, 1, random), 1);
      assert.ok(Math.abs(found.unrounded - 1) < 0.06, `${found.unrounded}, listed ${found.listed}`);
    });
  }

  it('a single object that may have several sizes has a weight between theirs', () => {
    const sizeBytes = 1.75 * INTERVAL_BYTES;
    const profile = listed([{ sizeBytes, node: 0, ordinal: 1 }], 1);
    const [weight = 0] = new UnroundedWeights(INTERVAL_BYTES).unround(profile).samples.weightBytes;
    const [once, twice] = [sizeBytes / probability(sizeBytes), sizeBytes / 2 / probability(sizeBytes / 2)];
    assert.ok(weight < once && weight > twice, `${weight}`);
  });
});

/** The share of windows, of 32 objects each, whose bounds hold the bytes of these objects; one run has 25 windows. */
function coverageOf(runs: number, sizeOf: (n: number, random: Random) => number): number {
  const [windows, objects] = [25, 32];
  let covered = 0;
  for (let run = 1; run <= runs; run += 1) {
    const random = randomFrom(run);
    const weights = new UnroundedWeights(INTERVAL_BYTES);
    let samples: Sampled[] = [];
    for (let window = 0; window < windows; window += 1) {
      const sizes = Array.from({ length: objects }, (_, n) => aligned(sizeOf(window * objects + n, random)));
      const before = samples.length;
      samples = [...samples, ...sampled(sizes, 1, random, before)];
      const births = emptyTally();
      for (const weight of weights.unround(listed(samples, 1)).samples.weightBytes.slice(before))
        addSample(births, weight, sampleVariance(weight, INTERVAL_BYTES));
      const { lower, upper } = growthRate(births, emptyTally(), {
        seconds: 1,
        intervalBytes: INTERVAL_BYTES,
        confidence: 0.95,
      });
      const bytes = sum(sizes);
      if (lower <= bytes && bytes <= upper) covered += 1;
    }
  }
  return covered / (runs * windows);
}

describe('the bounds of a growth by unrounded weights', () => {
  for (const [how, shareOf] of [
    ['16 sizes in turn', (n: number): number => ((7 * n) % 16) / 15],
    ['sizes of which hardly two are alike', (_: number, random: Random): number => random.uniform()],
  ] as const) {
    it(`they hold what has grown in 93 to 97% of windows, at objects of 0.3 to 30 intervals and ${how}`, () => {
      const coverage = coverageOf(20, (n, random) => 0.305 * 100 ** shareOf(n, random) * INTERVAL_BYTES);
      assert.ok(coverage >= 0.93 && coverage <= 0.97, `coverage ${coverage}`);
    });
  }
});

describe('what is left as V8 lists it', () => {
  it('small objects, whose rounding does not matter, keep their weight', () => {
    const samples = [1, 2, 3].map((ordinal) => ({ sizeBytes: 64, node: 0, ordinal }));
    const profile = listed(samples, 1);
    assert.deepEqual(new UnroundedWeights(INTERVAL_BYTES).unround(profile), profile);
  });

  it('samples that do not count, as they are older, keep their weight', () => {
    const samples = [1, 2].map((ordinal) => ({ sizeBytes: 1.75 * INTERVAL_BYTES, node: 0, ordinal }));
    const profile = listed(samples, 1);
    const [older, younger] = new UnroundedWeights(INTERVAL_BYTES).unround(profile, 1).samples.weightBytes;
    assert.equal(older, profile.samples.weightBytes[0]);
    assert.notEqual(younger, profile.samples.weightBytes[1]);
  });

  it('every object keeps its size at interval 1', () => {
    const profile = listed([{ sizeBytes: 2 * INTERVAL_BYTES, node: 0, ordinal: 1 }], 1);
    assert.equal(new UnroundedWeights(1).unround(profile), profile);
  });

  it('weights that V8 never gives at this interval are left alone', () => {
    const profile = listed([{ sizeBytes: 2 * INTERVAL_BYTES, node: 0, ordinal: 1 }], 1);
    profile.samples.weightBytes[0] = 1.7 * INTERVAL_BYTES + 1;
    assert.deepEqual(new UnroundedWeights(INTERVAL_BYTES).unround(profile), profile);
  });

  it('the read that is handed in is not changed', () => {
    const profile = listed([{ sizeBytes: 2 * INTERVAL_BYTES, node: 0, ordinal: 1 }], 1);
    const before = [...profile.samples.weightBytes];
    new UnroundedWeights(INTERVAL_BYTES).unround(profile);
    assert.deepEqual([...profile.samples.weightBytes], before);
  });
});

describe('reads of one run', () => {
  it('a sample keeps its first estimate, although later ones show more', () => {
    const weights = new UnroundedWeights(INTERVAL_BYTES);
    const sizeBytes = 48 * 4096;
    const first = { sizeBytes, node: 0, ordinal: 1 };
    const [early] = weights.unround(listed([first], 1)).samples.weightBytes;
    const later = weights.unround(listed([first, { ...first, ordinal: 2 }, { ...first, ordinal: 3 }], 1));
    const exact = Math.round(sizeBytes / probability(sizeBytes));
    assert.notEqual(early, exact);
    assert.deepEqual([...later.samples.weightBytes], [early, exact, exact]);
  });

  it('a sample of another run that has the same ordinal is weighed anew', () => {
    const weights = new UnroundedWeights(INTERVAL_BYTES);
    weights.unround(listed([{ sizeBytes: 48 * 4096, node: 0, ordinal: 1 }], 1));
    const other = listed([{ sizeBytes: 4 * INTERVAL_BYTES, node: 0, ordinal: 1 }], 1);
    const [weight] = weights.unround(other).samples.weightBytes;
    assert.equal(weight, Math.round((4 * INTERVAL_BYTES) / probability(4 * INTERVAL_BYTES)));
  });
});
