import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomFrom } from '../support/random.js';
import { HOUR, INTERVAL_BYTES, replay, type ReplayOptions, type ScriptedSample } from '../support/scripted-heap.js';
import { block, keyedCache, leak } from '../support/workloads.js';

const SEEDS = [1, 2, 3];

describe('a growth that is a danger to the limit', () => {
  const LIMIT_BYTES = 2000 * INTERVAL_BYTES;

  /** How the site was judged, whenever that changed: the seconds, its state and the reason. */
  function judgements(script: readonly ScriptedSample[], options: Partial<ReplayOptions> = {}): string[] {
    const found: string[] = [];
    const all = { readEverySeconds: 15, untilSeconds: 1800, limitBytes: LIMIT_BYTES, ...options };
    replay(script, all, ({ seconds, site }) => {
      const leaking = site('site')?.leak;
      const now = leaking === undefined ? 'not leaking' : leaking.reason;
      if (now !== (found.at(-1)?.split(' at ')[0] ?? 'not leaking')) found.push(`${now} at ${seconds}`);
    });
    return found;
  }

  const secondsOf = (judgement = ''): number => Number(judgement.split(' at ')[1]);

  for (const minutes of [1.5, 5, 30]) {
    it(`a leak that fills the heap in ${minutes} minutes is leaking before half of that has passed`, () => {
      for (const seed of SEEDS) {
        const endSeconds = minutes * 60;
        const script = leak(randomFrom(seed), { everySeconds: endSeconds / 2000, endSeconds });
        const [first = ''] = judgements(script, { untilSeconds: endSeconds });
        assert.match(first, /^room-taken/);
        assert.ok(secondsOf(first) <= Math.max(60, endSeconds / 2), `seed ${seed}: ${first}`);
      }
    });
  }

  it('a leak is leaking as early where collections become ever rarer, as while a heap grows fast', () => {
    for (const collectEverySeconds of [30, 60]) {
      const script = leak(randomFrom(1), { everySeconds: 0.15, endSeconds: 300 });
      const [first = ''] = judgements(script, { untilSeconds: 300, collectEverySeconds });
      assert.match(first, /^room-taken/);
      assert.ok(secondsOf(first) <= 225, first);
    }
  });

  it('a leak that would fill the heap within the span is leaking once it has lasted for a sixth of that', () => {
    const script = leak(randomFrom(2), { everySeconds: 1.5, endSeconds: 1800 });
    const [first = ''] = judgements(script);
    assert.match(first, /^room-ending/);
    assert.ok(secondsOf(first) >= 600 && secondsOf(first) < 750, first);
  });

  it('a leak that was judged early is one that lasts after a span, and the same', () => {
    const script = leak(randomFrom(3), { everySeconds: 1.5, endSeconds: 2 * HOUR });
    const since = new Set<number>();
    const options = { readEverySeconds: 60, untilSeconds: 2 * HOUR, limitBytes: 3 * LIMIT_BYTES };
    replay(script, options, ({ site }) => {
      const leaking = site('site')?.leak;
      if (leaking !== undefined) since.add(leaking.sinceSeconds);
    });
    assert.equal(since.size, 1);
    const reasons = judgements(script, options).map((one) => one.split(' at ')[0]);
    assert.equal(reasons.at(-1), 'lasting');
    assert.ok(!reasons.includes('not leaking'), reasons.join(' '));
  });

  it('what grows beside a leak that has filled the heap is no danger while it holds little of the limit', () => {
    const filled = block({ site: 'filled', samples: 1880, atSeconds: 1, untilSeconds: Infinity });
    const script = [...filled, ...leak(randomFrom(6), { everySeconds: 3, endSeconds: 300 })];
    assert.deepEqual(judgements(script, { untilSeconds: 300 }), []);
  });

  it('a growth that was judged early and stops is over within minutes', () => {
    const script = leak(randomFrom(1), { everySeconds: 0.15, endSeconds: 120 });
    const [first = '', over = ''] = judgements(script);
    assert.match(first, /^room-taken/);
    assert.match(over, /^not leaking/);
    assert.ok(secondsOf(over) <= 240, over);
  });

  it('a cache that fills up to less than a quarter of the room is not leaking, however fast it fills', () => {
    for (const seed of SEEDS) {
      for (const endSeconds of [60, 300, 1500]) {
        const script = leak(randomFrom(seed), { everySeconds: endSeconds / 400, endSeconds });
        assert.deepEqual(judgements(script), [], `seed ${seed}, in ${endSeconds} s`);
      }
    }
  });

  it('a growth that slows down is not leaking', () => {
    for (const seed of SEEDS) {
      const script = keyedCache(randomFrom(seed), { keys: 900, timeConstantSeconds: 60 });
      assert.deepEqual(judgements(script), [], `seed ${seed}`);
    }
  });

  it('a growth is not judged early where the room is not known', () => {
    const script = leak(randomFrom(1), { everySeconds: 0.5, endSeconds: 1800 });
    assert.equal(replay(script, { readEverySeconds: 15, untilSeconds: 1800 }).site('site')?.state, 'growing');
  });
});
