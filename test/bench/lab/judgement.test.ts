import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type Judgement } from './judgement.js';
import type { LabRecord, LabResult, LabSuspect } from './result.js';
import { SPAN_SECONDS } from './settings.js';
import type { Leak, Workload } from './workload.js';

const LEAK: Leak = { allocators: ['keep program.ts'], bytesPerSecond: 1000 };

describe('the judgement of a run', () => {
  it('a leak is right that is the only suspect from when it is found', () => {
    const { faults, foundSeconds, namedSeconds } = judged([[], [suspect('leak')], [suspect('leak')]]);
    assert.deepEqual({ faults, foundSeconds, namedSeconds }, { faults: [], foundSeconds: 1, namedSeconds: 1 });
  });

  it('a leak is right that gets its right name later, and is named from then on', () => {
    const { faults, foundSeconds, namedSeconds } = judged([
      [suspect('leak', { isAllocatorFirst: false })],
      [suspect('leak')],
    ]);
    assert.deepEqual({ faults, foundSeconds, namedSeconds }, { faults: [], foundSeconds: 0, namedSeconds: 1 });
  });

  it('a leak that is never called is wrong', () => {
    const { faults, foundSeconds, namedSeconds } = judged([[], []]);
    assert.deepEqual(
      { faults, foundSeconds, namedSeconds },
      { faults: ['never called'], foundSeconds: null, namedSeconds: null },
    );
  });

  it('a leak that is no longer called at the end is wrong', () => {
    assert.deepEqual(judged([[suspect('leak')], []]).faults, ['called no longer: leak']);
  });

  it('a second suspect at the end is wrong, and so is one in the course', () => {
    const [first, second] = [suspect('leak'), suspect('other')];
    assert.deepEqual(judged([[first, second]]).faults, ['one more suspect: other']);
    assert.deepEqual(judged([[second], [first]]).faults, ['2 leaks called in the course: other, leak']);
  });

  it('a wrong name, a wrong first part and a traceback without the keeper are wrong', () => {
    const wrong = suspect('leak', { isPlaceRight: false, isAllocatorFirst: false, isKeeperThere: false });
    assert.deepEqual(judged([[wrong]]).faults, ['names leak', 'first part part', 'first traceback inner < outer']);
  });

  it('of a leak outside the heap its component is right, and a site is wrong', () => {
    const leak: Leak = { ...LEAK, allocators: [], component: 'external' };
    assert.deepEqual(judged([[suspect('(external memory)', { component: 'external', parts: [] })]], leak).faults, []);
    assert.deepEqual(judged([[suspect('site')]], leak).faults, ['called site']);
  });

  it('whatever is called is wrong where nothing leaks', () => {
    assert.deepEqual(judged([[], []], null).faults, []);
    assert.deepEqual(judged([[suspect('site')], []], null).faults, ['calls site']);
  });
});

/** Judges reports that came a second apart. */
function judged(suspects: ReadonlyArray<readonly LabSuspect[]>, leak: Leak | null = LEAK): Judgement {
  const workload: Workload = {
    name: 'program',
    description: '',
    ...(leak === null ? {} : { leak }),
    start: () => undefined,
  };
  const records = suspects.map((listed, seconds): LabRecord => ({ seconds, suspects: listed }));
  const result: LabResult = {
    workload: 'program',
    node: 'v20.0.0',
    seconds: records.length,
    measuredFromSeconds: 0,
    trueBytesPerSecond: 1000,
    records,
    collections: [],
    growthSteps: [],
    everLeaking: [],
    cost: {
      processorShare: 0,
      peakRssBytes: 0,
      majorCollections: 0,
      reports: records.length,
      maxPauseSeconds: 0,
      zooms: 0,
    },
  };
  return judge(workload, result, { hasFlags: true, spanSeconds: SPAN_SECONDS, leastSamples: 20 });
}

function suspect(id: string, differences: Partial<LabSuspect> = {}): LabSuspect {
  return {
    id,
    site: id,
    component: 'traced',
    bytesPerSecond: 1000,
    lower: 800,
    upper: 1200,
    explained: 1,
    parts: [['part', 1]],
    exact: true,
    traceback: ['inner', 'outer'],
    isPlaceRight: true,
    isAllocatorFirst: true,
    isKeeperThere: true,
    ...differences,
  };
}
