import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertsBetween } from '../../src/report/changes.js';
import type { SuspectReport } from '../../src/report/report.js';
import { CarriedSuspects, type PresentRun } from '../../src/sampler/carried-suspects.js';
import { LeakWatch } from '../../src/sampler/leak-watch.js';
import { makerFor, reportsOfLeak, sampleFindings } from '../support/sample-findings.js';
import { sampleReport, sampleSuspect } from '../support/sample-report.js';
import { HOUR, INTERVAL_BYTES, replay } from '../support/scripted-heap.js';
import { estimateOf, frameAt } from '../support/site-estimates.js';

const LEAK = frameAt('leak', '/app/src/leak.js', 3);
/** A leak of ten samples a second. */
const SUSPECT = sampleSuspect({ site: LEAK.site, bytesPerSecond: 10 * INTERVAL_BYTES });
const EXTERNAL = sampleSuspect({ component: 'external', site: '(external memory)' });

/** Suspects of reports at certain hours; a run of the profiler is known by its name. */
class Carried {
  readonly #carried: CarriedSuspects;

  constructor(previous?: readonly SuspectReport[]) {
    this.#carried = new CarriedSuspects({ spanSeconds: HOUR }, previous);
  }

  at(
    hours: number,
    run: string | undefined,
    {
      found = [],
      estimate = estimateOf([], null),
      isReading = true,
    }: { found?: SuspectReport[]; estimate?: PresentRun['estimate']; isReading?: boolean } = {},
  ): string[] {
    const monotonicSeconds = hours * HOUR;
    const date = new Date(monotonicSeconds * 1000);
    return this.#carried
      .merge(found, { run, estimate, intervalBytes: INTERVAL_BYTES, monotonicSeconds, date, isReading })
      .map(({ site, unmeasuredSince }) => `${site} ${unmeasuredSince?.slice(11, 16) ?? 'measured'}`);
  }
}

describe('suspects when the profiler is started again', () => {
  it('a suspect of the run before is carried while none runs, and while the next one knows nothing of it', () => {
    const carried = new Carried();
    assert.deepEqual(carried.at(5, 'one', { found: [SUSPECT] }), [`${LEAK.site} measured`]);
    assert.deepEqual(carried.at(6, undefined), [`${LEAK.site} 06:00`]);
    assert.deepEqual(carried.at(16, undefined), [`${LEAK.site} 06:00`]);
    assert.deepEqual(carried.at(17, 'two'), [`${LEAK.site} 06:00`]);
    assert.deepEqual(carried.at(18, 'two'), [`${LEAK.site} 06:00`]);
  });

  it('a suspect that the next run finds as well is measured again', () => {
    const carried = new Carried();
    carried.at(5, 'one', { found: [SUSPECT] });
    carried.at(6, 'two');
    assert.deepEqual(carried.at(7, 'two', { found: [SUSPECT] }), [`${LEAK.site} measured`]);
    // And is over by the verdict of that run alone.
    assert.deepEqual(carried.at(8, 'two'), []);
  });

  it('a suspect is over where the next run measures for half a span that it hardly grows', () => {
    const grown = (births: number, windowSeconds: number): PresentRun['estimate'] =>
      estimateOf([{ site: LEAK, births }], windowSeconds);
    const carried = new Carried();
    carried.at(5, 'one', { found: [SUSPECT] });
    carried.at(6, 'two');
    assert.equal(carried.at(6.4, 'two', { estimate: grown(0, 700) }).length, 1, 'too early');
    assert.equal(carried.at(7, 'two', { estimate: grown(16_000, 1800) }).length, 1, 'it grows on');
    assert.equal(carried.at(7.1, 'two', { estimate: grown(0, 1800) }).length, 0);
  });

  it('a suspect that is neither found again nor over is dropped after the next run has measured growth for four spans', () => {
    const slow = { ...SUSPECT, bytesPerSecond: 0.001 };
    const carried = new Carried();
    carried.at(5, 'one', { found: [slow] });
    carried.at(6, 'two');
    const estimate = estimateOf([], 3600);
    assert.equal(carried.at(9.9, 'two', { estimate }).length, 1);
    assert.equal(carried.at(10, 'two', { estimate }).length, 0);
  });

  it('a suspect is not dropped while the next run cannot read, or has no collections to measure growth by', () => {
    const slow = { ...SUSPECT, bytesPerSecond: 0.001 };
    const carried = new Carried();
    carried.at(5, 'one', { found: [slow] });
    carried.at(6, 'two');
    assert.equal(carried.at(30, 'two').length, 1);
    assert.equal(carried.at(60, 'two', { estimate: estimateOf([], 3600), isReading: false }).length, 1);
  });

  it('memory without sites is measured on, whatever becomes of the profiler', () => {
    const carried = new Carried();
    assert.deepEqual(carried.at(5, 'one', { found: [EXTERNAL] }), ['(external memory) measured']);
    assert.deepEqual(carried.at(6, undefined), []);
  });

  it('the suspects of a sampler that has died are carried, those without sites for four spans, profiler or not', () => {
    const carried = new Carried([SUSPECT, EXTERNAL]);
    assert.deepEqual(carried.at(1, undefined), [`${LEAK.site} 01:00`, '(external memory) 01:00']);
    assert.deepEqual(carried.at(5, undefined), [`${LEAK.site} 01:00`]);
  });
});

describe('the events of a leak when the profiler is started again', () => {
  it('a leak is not resolved by the loss of the profiler, nor appears again when it is found again', () => {
    const script = Array.from({ length: 2 * HOUR }, (_, n) => ({
      site: 'leak',
      birthSeconds: n,
      deathSeconds: Infinity,
    }));
    const maker = makerFor();
    let latest = sampleReport({ suspects: [], budgets: [] });
    const events: string[] = [];
    const watch = new LeakWatch();
    for (const run of ['one', 'two']) {
      replay(script, { untilSeconds: 2 * HOUR }, ({ seconds, estimate, lifetimes }) => {
        watch.note(lifetimes.growth(), () => false);
        const monotonicSeconds = seconds + (run === 'two' ? 2 * HOUR : 0);
        const { profiler } = sampleFindings();
        const report = maker.make(
          sampleFindings({
            monotonicSeconds,
            date: new Date(monotonicSeconds * 1000),
            estimate,
            leaks: watch.named,
            profiler: { ...profiler, run } as typeof profiler,
          }),
        );
        for (const alert of alertsBetween(latest, report)) if (alert.kind === 'leak') events.push(alert.type);
        latest = report;
      });
    }
    assert.deepEqual(events, ['suspected']);
    assert.equal(latest.suspects[0]?.unmeasuredSince, null);
  });

  it('a sampler that is started again goes on with the leaks that were known', () => {
    const previous = reportsOfLeak().at(-1) ?? assert.fail();
    assert.equal(previous.suspects.length, 1);
    const report = makerFor('', previous).make(sampleFindings());
    assert.deepEqual(
      alertsBetween(previous, report).map(({ kind }) => kind),
      [],
    );
    assert.equal(report.suspects[0]?.unmeasuredSince, report.time);
  });

  it('the end of a leak that could not be measured does not say that it leaks no more', () => {
    const unmeasuredSince = '2026-01-02T03:00:00.000Z';
    const [event] = alertsBetween(
      sampleReport({ suspects: [sampleSuspect({ site: 'a', unmeasuredSince })], budgets: [] }),
      sampleReport({ suspects: [], budgets: [] }),
    );
    assert.equal(
      event?.message,
      `a has not been found to leak again since ${unmeasuredSince}, when its measurement began anew`,
    );
  });
});
