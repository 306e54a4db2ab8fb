import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame, LeakReport } from '../../src/index.js';
import { fixture, runNode } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

const MEBIBYTE = 2 ** 20;

interface Measured {
  readonly key: string;
  readonly sizeBytes: number;
  readonly count: number | null;
}

/** V8's sizes: an array takes two words of its own and two of its elements', an object three and its fields. */
const ARRAYS = { site: 'makeArrays', bytes: 100 * (32 + 16 + 8 * 1000), count: 100 };
const BOXES = { site: 'makeBoxes', bytes: 200 * 40, count: 200 };

async function run<T>(name: string, ...fixtureArguments: string[]): Promise<T> {
  const { code, stdout, stderr } = await runNode(fixture(name), {
    // Compiled in the background, a function may get its code while its objects are counted, nine more under its name.
    nodeOptions: ['--no-concurrent-recompilation'],
    arguments: fixtureArguments,
    timeoutSeconds: 600,
    isPatient: true,
  });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  return JSON.parse(stdout) as T;
}

function assertMade(measured: readonly Measured[]): void {
  for (const [index, truth] of [ARRAYS, BOXES].entries()) {
    const { key, sizeBytes, count } = measured[index] ?? { key: 'nothing', sizeBytes: 0, count: null };
    assert.match(key, new RegExp(`^${truth.site} test/fixtures/tracing-exact\\.ts:\\d+$`));
    assert.equal(count, truth.count);
    assert.ok(Math.abs(sizeBytes / truth.bytes - 1) < 0.02, `${key}: ${sizeBytes} bytes`);
  }
}

for (const starter of STARTERS_HERE) {
  describe(`every allocation, traced through ${starter}`, () => {
    const result = run<{
      runs: ReadonlyArray<{ statistics: Measured[]; differences: Measured[] }>;
      budget: { usedBytes: number; topSites: Measured[] };
      leak: LeakReport;
    }>('tracing-exact', starter);

    it(`every allocation is in statistics and differences with its exact number and bytes, through ${starter}`, async () => {
      const { runs } = await result;
      assert.equal(runs.length, 10);
      for (const { statistics, differences } of runs) {
        assertMade(statistics);
        assertMade(differences);
      }
    });

    it(`every allocation counts against a budget with its bytes, through ${starter}`, async () => {
      const { budget } = await result;
      assertMade(budget.topSites.slice(0, 2));
      assert.ok(Math.abs(budget.usedBytes / (ARRAYS.bytes + BOXES.bytes) - 1) < 0.02, `${budget.usedBytes} bytes`);
    });

    it(`every allocation is in a leak report with the truth within its bounds, through ${starter}`, async () => {
      const { leak } = await result;
      const truth = 100 * 40;
      assert.equal(leak.verdict, 'leak');
      assert.ok(leak.lower <= truth && truth <= leak.upper, `${leak.lower} to ${leak.upper}`);
      assert.ok(Math.abs(leak.bytesPerIteration / truth - 1) < 0.02, `${leak.bytesPerIteration} bytes a call`);
      assert.equal(leak.topSites[0]?.countDifference, 100 * leak.iterations);
    });
  });
}

describe('the calls of tracing', () => {
  const answers = run<{
    idle: object;
    twice: Record<string, unknown> & { tracer: number };
    cleared: { before: number; after: number; memory: object };
    peak: Record<'peaked' | 'reset', { currentBytes: number; peakBytes: number }>;
    traceMemory: Record<string, unknown> & { currentBytes: number; peakBytes: number; disposed: number };
    objects: { younger: Frame; older: unknown; atOnce: ReadonlyArray<string | null>; primitive: unknown };
    stopped: unknown;
  }>('tracing-calls');

  it('where nothing is traced all calls answer with nothing, and only a snapshot is refused', async () => {
    assert.deepEqual((await answers).idle, {
      isTracing: false,
      memory: { currentBytes: 0, peakBytes: 0 },
      tracer: 0,
      traceback: 'undefined',
      snapshot: 'ERR_HEAPGAUGE_NOT_TRACING',
    });
  });

  it('starting again does nothing, and starting with other options is an error', async () => {
    const { tracer, ...twice } = (await answers).twice;
    assert.deepEqual(twice, {
      isTracing: true,
      limit: 20,
      same: 'none',
      other: 'ERR_HEAPGAUGE_ALREADY_TRACING',
      untracked: 'ERR_HEAPGAUGE_NOT_TRACKING',
      unknown: 'ERR_HEAPGAUGE_INVALID_OPTION',
    });
    assert.ok(tracer > 1000 && tracer < 100 * MEBIBYTE, `${tracer} bytes`);
  });

  it('clearTraces forgets what was allocated before', async () => {
    const { before, after } = (await answers).cleared;
    assertNear(before, MEBIBYTE);
    assert.ok(after < 0.1 * MEBIBYTE, `${after} bytes`);
  });

  it('the peak of what is gone stays until resetPeak', async () => {
    const { peaked, reset } = (await answers).peak;
    assertNear(peaked.currentBytes, MEBIBYTE);
    // Of 65 MiB: the garbage that there was at the start, some MiB, is collected meanwhile.
    assert.ok(peaked.peakBytes > 32 * MEBIBYTE, `${peaked.peakBytes} bytes`);
    assert.ok(reset.peakBytes < 2.5 * MEBIBYTE, `${reset.peakBytes} bytes`);
  });

  it('traceMemory traces one function, or a block until it is disposed of', async () => {
    const { currentBytes, peakBytes, disposed, ...rest } = (await answers).traceMemory;
    assertNear(currentBytes, MEBIBYTE);
    assertNear(disposed, MEBIBYTE);
    assert.ok(peakBytes > 32 * MEBIBYTE, `${peakBytes} bytes`);
    assert.match(String(rest['top']), /^keepMebibyte test\/fixtures\/tracing-calls\.ts:\d+$/);
    assert.equal(rest['result'], 8 * MEBIBYTE);
    assert.equal(rest['failed'], 'TypeError: fn');
    assert.equal(rest['isTracing'], false);
  });

  it('the function that allocated an object is found, unless the object is older than the tracking', async () => {
    const { younger, older } = (await answers).objects;
    assert.equal(younger.function, 'makeThing');
    assert.match(younger.file, /\/test\/fixtures\/tracing-calls\.ts$/);
    assert.equal(older, 'undefined');
  });

  it('the functions of several objects are found one after the other, and what is no object is refused', async () => {
    const { atOnce, primitive } = (await answers).objects;
    const [again, other] = atOnce;
    assert.equal(again, 'makeThing', 'what was found once is remembered');
    // V8 loses the stack of an object that it moves at times; another's would be ours.
    assert.ok(['makeOther', null].includes(other ?? null), `makeOther: ${other}`);
    assert.equal(primitive, 'ERR_HEAPGAUGE_INVALID_OPTION');
  });

  it('lookups of objects end when tracing stops, and keep no process alive', async () => {
    assert.deepEqual((await answers).stopped, ['ERR_HEAPGAUGE_NOT_TRACKING', 'ERR_HEAPGAUGE_NOT_TRACKING']);
  });
});

describe('a process whose folder has been deleted', () => {
  it('a process whose folder has been deleted is traced all the same', async () => {
    const { traced, kept } = await run<Record<'traced' | 'kept', number>>('deleted-directory');
    assert.ok(traced > kept * 32, `${traced} bytes`);
  });
});

describe('an estimate of what a hot function keeps beside what it drops', () => {
  // Some 3,900 samples: a relative error of 0.016 for one standard deviation, and 0.15 for nine of them.
  it('the estimate of what a hot function keeps is not changed by what it drops', async () => {
    const { tracedBytes, keptBytes } = await run<Record<'tracedBytes' | 'keptBytes', number>>('kept-beside-dropped');
    assert.ok(Math.abs(tracedBytes / keptBytes - 1) < 0.15, `${tracedBytes} of ${keptBytes} bytes`);
  });
});

/** Large objects are sampled almost always; what else the process allocates comes on top. */
function assertNear(bytes: number, truth: number): void {
  assert.ok(bytes >= truth && bytes < 1.25 * truth, `${bytes} bytes`);
}
