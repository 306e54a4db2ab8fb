import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MemoryReport } from '../../src/report/report.js';
import type { FoundSuspect } from '../../src/sampler/leak-states.js';
import { ProcessMemory } from '../../src/sampler/process-memory.js';
import type { ProcessStats } from '../../src/threads/process-stats.js';
import { below } from '../support/random-snapshot.js';
import { randomFrom } from '../support/random.js';
import { HOUR, THRESHOLDS } from '../support/scripted-heap.js';

const MEBIBYTE = 2 ** 20;
const dateOf = (seconds: number): Date => new Date(seconds * 1000);

/** Makes the statistics of a process with 60 MiB of heap and 30 MiB besides. */
function processStats(overrides: Partial<ProcessStats> = {}): ProcessStats {
  return {
    heapUsedBytes: 50 * MEBIBYTE,
    heapCommittedBytes: 60 * MEBIBYTE,
    heapLimitBytes: 4096 * MEBIBYTE,
    heapPeakBytes: 55 * MEBIBYTE,
    externalBytes: 3 * MEBIBYTE,
    rssBytes: 90 * MEBIBYTE,
    memoryLimitBytes: 8192 * MEBIBYTE,
    memoryLimitOwner: 'machine',
    tenuredSeconds: null,
    alertFailures: 0,
    ...overrides,
  };
}

interface GrownParts {
  readonly external?: number;
  readonly other?: number;
  readonly heap?: number;
  readonly own?: number;
}

/** Gives the suspects after some hours in which parts of the memory have grown by so many MiB an hour. */
function suspectsAfter(hours: number, growth: GrownParts): readonly FoundSuspect[] {
  const { memory, components } = memoryAfter(hours, growth);
  return memory.suspects(components, dateOf);
}

/** Gives the growth, in MiB an hour, that is known of the components outside the heap after some hours. */
function growthAfter(hours: number, growth: GrownParts): readonly number[] {
  return memoryAfter(hours, growth).memory.growth.map(({ bytesPerSecond, lower, upper }) => {
    assert.ok(lower > 0 && lower <= bytesPerSecond && bytesPerSecond <= upper);
    return (bytesPerSecond * HOUR) / MEBIBYTE;
  });
}

function memoryAfter(hours: number, growth: GrownParts): { memory: ProcessMemory; components: MemoryReport } {
  const memory = new ProcessMemory(THRESHOLDS);
  const random = randomFrom(1);
  for (let seconds = 0; ; seconds += 60) {
    const grown = (mebibytes = 0): number => (mebibytes * seconds * MEBIBYTE) / HOUR;
    const heapCommittedBytes = 160 * MEBIBYTE + grown(growth.heap);
    const externalBytes = 3 * MEBIBYTE + grown(growth.external);
    const otherBytes = 20 * MEBIBYTE + grown(growth.other) + random.uniform() * MEBIBYTE;
    const heapUsedBytes = heapCommittedBytes - 10 * MEBIBYTE;
    // Whatever heapgauge's own thread does is accounted for.
    const ownBytes = 10 * MEBIBYTE + grown(growth.own);
    const rssBytes = heapCommittedBytes + externalBytes + otherBytes + ownBytes;
    const now = processStats({ heapUsedBytes, heapCommittedBytes, externalBytes, rssBytes });
    memory.note(seconds, now, ownBytes);
    if (seconds >= hours * HOUR) {
      const components = memory.components(
        { rssBytes, heapUsedBytes, tracedBytes: 30 * MEBIBYTE, workersBytes: 0 },
        now,
      );
      return { memory, components };
    }
  }
}

describe('the components of the memory', () => {
  it('the components are computed from the sizes of the process and the estimate', () => {
    const [heapUsedBytes, tracedBytes, workersBytes] = [50 * MEBIBYTE, 30 * MEBIBYTE, 9 * MEBIBYTE];
    const reading = { rssBytes: 90 * MEBIBYTE, heapUsedBytes, tracedBytes, workersBytes };
    assert.deepEqual(new ProcessMemory(THRESHOLDS).components(reading, processStats()), {
      rssBytes: 90 * MEBIBYTE,
      tracedBytes: 30 * MEBIBYTE,
      heapUntracedBytes: 20 * MEBIBYTE,
      externalBytes: 3 * MEBIBYTE,
      workersBytes: 9 * MEBIBYTE,
      otherBytes: 28 * MEBIBYTE,
      limitBytes: 8192 * MEBIBYTE,
      limitOwner: 'machine',
    });
  });

  it('the components add up to the resident set, whatever is read', () => {
    const memory = new ProcessMemory(THRESHOLDS);
    const random = randomFrom(1);
    for (let n = 0; n < 1000; n += 1) {
      const upTo = (mebibytes: number): number => below(random, mebibytes * MEBIBYTE);
      const [rssBytes, heapUsedBytes, tracedBytes] = [upTo(900), upTo(900), upTo(900)];
      const reading = { rssBytes, heapUsedBytes, tracedBytes, workersBytes: upTo(300) };
      const components = memory.components(reading, processStats({ externalBytes: upTo(300) }));
      const heapBytes = components.tracedBytes + components.heapUntracedBytes;
      const outsideBytes = components.externalBytes + components.workersBytes + components.otherBytes;
      assert.equal(heapBytes + outsideBytes, rssBytes);
      assert.ok(components.tracedBytes >= 0 && components.heapUntracedBytes >= 0);
    }
  });

  it('the traced component is no more than the heap holds, though the estimate may lie above it', () => {
    const reading = {
      rssBytes: 90 * MEBIBYTE,
      heapUsedBytes: 50 * MEBIBYTE,
      tracedBytes: 51 * MEBIBYTE,
      workersBytes: 0,
    };
    const { tracedBytes, heapUntracedBytes } = new ProcessMemory(THRESHOLDS).components(reading, processStats());
    assert.deepEqual([tracedBytes, heapUntracedBytes], [50 * MEBIBYTE, 0]);
  });
});

describe('memory without sites', () => {
  it('memory that stays as it is has no suspect', () => {
    assert.deepEqual(suspectsAfter(6, {}), []);
  });

  it('external memory that grows is a suspect', () => {
    const [suspect, ...more] = suspectsAfter(4, { external: 100 });
    assert.ok(suspect !== undefined);
    assert.deepEqual([suspect.component, suspect.site], ['external', '(external memory)']);
    assert.ok(Math.abs(suspect.bytesPerSecond / ((100 * MEBIBYTE) / HOUR) - 1) < 0.05);
    assert.equal(suspect.retainedBytes, 403 * MEBIBYTE);
    assert.ok(Date.parse(suspect.since) <= HOUR * 1000);
    assert.deepEqual(more, []);
  });

  it('growth of what is neither heap nor external is a suspect of unexplained memory', () => {
    const suspects = suspectsAfter(4, { other: 100 });
    assert.deepEqual(
      suspects.map(({ component, site }) => [component, site]),
      [['other', '(unexplained memory)']],
    );
  });

  it('external and unexplained memory that both grow are two suspects', () => {
    assert.deepEqual(
      suspectsAfter(4, { external: 100, other: 60 }).map(({ component }) => component),
      ['external', 'other'],
    );
  });

  it('pages that the heap gives back and the process keeps are no suspect', () => {
    assert.deepEqual(suspectsAfter(4, { heap: -30, other: 30 }), []);
  });

  it('growth of the heap alone is no suspect here, as it has sites', () => {
    assert.deepEqual(suspectsAfter(6, { heap: 100 }), []);
  });

  it('what V8 keeps beside a heap that grows many times as much is no suspect of its own', () => {
    assert.deepEqual(suspectsAfter(6, { heap: 300, other: 50 }), []);
    assert.equal(suspectsAfter(6, { heap: 100, other: 50 }).length, 1);
  });

  it('growth of heapgauge’s own thread is no suspect', () => {
    assert.deepEqual(suspectsAfter(6, { own: 50 }), []);
  });
});

describe('the growth of the memory outside the heap', () => {
  it('the growth of external memory is known within the half hour, before it is a leak', () => {
    assert.deepEqual(suspectsAfter(0.5, { external: 200 }), []);
    const [external, ...others] = growthAfter(0.5, { external: 200 });
    assert.ok(external !== undefined && Math.abs(external / 200 - 1) < 0.05, `${external}`);
    assert.deepEqual(others, []);
  });

  it('external and unexplained memory that both grow are two rates', () => {
    const growth = growthAfter(2, { external: 100, other: 60 });
    assert.equal(growth.length, 2);
    [100, 60].forEach((truth, n) => {
      assert.ok(Math.abs((growth[n] ?? 0) / truth - 1) < 0.1, `${growth[n]}`);
    });
  });

  it('memory that stays, the heap, our own thread and pages that the heap gives back are no growth outside it', () => {
    for (const growth of [{}, { heap: 100 }, { own: 50 }, { heap: -30, other: 30 }]) {
      for (const hours of [0.5, 2, 4]) assert.deepEqual(growthAfter(hours, growth), [], JSON.stringify(growth));
    }
  });
});
