import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as heapgauge from '../../src/index.js';
import { ROOT } from '../support/run-node.js';

/** The name in this package and the test that shows it, or the reason why there is none. */
type Parity = { readonly ours: string; readonly file: string; readonly test: string } | { readonly none: string };

const CALLS = 'e2e/tracing.test.ts';
const SNAPSHOT = 'snapshot/snapshot.test.ts';
const FILTER = 'snapshot/filter.test.ts';
const TRACEBACK = 'snapshot/traceback.test.ts';
const FILE = 'snapshot/file.test.ts';
const OBJECTS = 'the function that allocated an object is found, unless the object is older than the tracking';

/** Every public name of Python's `tracemalloc`. */
const PARITY: Readonly<Record<string, Parity>> = {
  BaseFilter: { none: 'the base of its two filters, which are one class here: Filter' },
  DomainFilter: { ours: 'Filter', file: FILTER, test: 'a filter matches the domain, and every trace is of the heap' },
  'DomainFilter.domain': {
    ours: 'Filter.conditions',
    file: FILTER,
    test: 'a filter matches the domain, and every trace is of the heap',
  },
  'DomainFilter.inclusive': {
    ours: 'Filter.inclusive',
    file: FILTER,
    test: 'a filter’s conditions and direction can be read again',
  },
  Filter: { ours: 'Filter', file: FILTER, test: 'an inclusive filter keeps what it matches' },
  'Filter.inclusive': {
    ours: 'Filter.inclusive',
    file: FILTER,
    test: 'a filter’s conditions and direction can be read again',
  },
  'Filter.filename_pattern': {
    ours: 'Filter.conditions',
    file: FILTER,
    test: 'a filter matches a glob on the absolute file',
  },
  'Filter.lineno': {
    ours: 'Filter.conditions',
    file: FILTER,
    test: 'a filter matches the line at which the function starts',
  },
  'Filter.all_frames': { ours: 'Filter.conditions', file: FILTER, test: 'a filter with allFrames asks every frame' },
  'Filter.domain': {
    ours: 'Filter.conditions',
    file: FILTER,
    test: 'a filter matches the domain, and every trace is of the heap',
  },
  Frame: { ours: 'Traceback.frames', file: SNAPSHOT, test: 'statistics by site have the site’s frame' },
  'Frame.filename': {
    ours: 'Traceback.frames',
    file: TRACEBACK,
    test: 'the text of a traceback is its innermost frame',
  },
  'Frame.lineno': { none: 'V8 keys sites by function: a frame has the line its function starts at, in Frame.line' },
  Snapshot: { ours: 'Snapshot', file: SNAPSHOT, test: 'a snapshot says when and how it was taken' },
  'Snapshot.compare_to': {
    ours: 'Snapshot.compareTo',
    file: SNAPSHOT,
    test: 'compareTo gives births less deaths, the largest change first whatever its sign',
  },
  'Snapshot.dump': { ours: 'Snapshot.dump', file: FILE, test: 'a snapshot file is gzip of JSON that says what it is' },
  'Snapshot.filter_traces': {
    ours: 'Snapshot.filter',
    file: SNAPSHOT,
    test: 'filter makes a new snapshot of what passes',
  },
  'Snapshot.load': {
    ours: 'Snapshot.load',
    file: FILE,
    test: 'a snapshot without traces is the same when it was written and read',
  },
  'Snapshot.statistics': {
    ours: 'Snapshot.statistics',
    file: SNAPSHOT,
    test: 'statistics by site count a trace at the innermost function of the program',
  },
  'Snapshot.traceback_limit': {
    ours: 'Snapshot.tracebackLimit',
    file: SNAPSHOT,
    test: 'a snapshot says when and how it was taken',
  },
  'Snapshot.traces': { ours: 'Snapshot.traces', file: SNAPSHOT, test: 'traces are every sample, the oldest first' },
  Statistic: { ours: 'Statistic', file: SNAPSHOT, test: 'statistics by file count a trace at the file of its site' },
  'Statistic.count': {
    ours: 'Statistic.count',
    file: SNAPSHOT,
    test: 'a statistic counts allocations where every one is sampled',
  },
  'Statistic.size': {
    ours: 'Statistic.sizeBytes',
    file: SNAPSHOT,
    test: 'statistics by file count a trace at the file of its site',
  },
  'Statistic.traceback': {
    ours: 'Statistic.traceback',
    file: SNAPSHOT,
    test: 'statistics by site have the site’s frame',
  },
  StatisticDiff: { ours: 'StatisticDiff', file: SNAPSHOT, test: 'compareTo gives the negative the other way round' },
  'StatisticDiff.count': {
    ours: 'StatisticDiff.count',
    file: SNAPSHOT,
    test: 'compareTo counts allocations only where both snapshots have every one',
  },
  'StatisticDiff.count_diff': {
    ours: 'StatisticDiff.countDifference',
    file: SNAPSHOT,
    test: 'compareTo counts allocations only where both snapshots have every one',
  },
  'StatisticDiff.size': {
    ours: 'StatisticDiff.sizeBytes',
    file: SNAPSHOT,
    test: 'compareTo gives births less deaths, the largest change first whatever its sign',
  },
  'StatisticDiff.size_diff': {
    ours: 'StatisticDiff.sizeDifferenceBytes',
    file: SNAPSHOT,
    test: 'compareTo gives births less deaths, the largest change first whatever its sign',
  },
  'StatisticDiff.traceback': {
    ours: 'StatisticDiff.traceback',
    file: SNAPSHOT,
    test: 'compareTo gives births less deaths, the largest change first whatever its sign',
  },
  Trace: { ours: 'Snapshot.traces', file: SNAPSHOT, test: 'traces are every sample, the oldest first' },
  'Trace.domain': { ours: 'Snapshot.traces', file: SNAPSHOT, test: 'traces are every sample, the oldest first' },
  'Trace.size': { ours: 'Snapshot.traces', file: SNAPSHOT, test: 'traces are every sample, the oldest first' },
  'Trace.traceback': {
    ours: 'Snapshot.traces',
    file: SNAPSHOT,
    test: 'a trace has its stack, the outermost call first, without V8’s root',
  },
  Traceback: { ours: 'Traceback', file: TRACEBACK, test: 'format prints every frame, the outermost first' },
  'Traceback.count': { none: 'of Python’s sequences: `frames` is an array' },
  'Traceback.index': { none: 'of Python’s sequences: `frames` is an array' },
  'Traceback.format': {
    ours: 'Traceback.format',
    file: TRACEBACK,
    test: 'format prints the most recent frames up to a limit',
  },
  'Traceback.total_nframe': {
    ours: 'Traceback.totalFrames',
    file: TRACEBACK,
    test: 'a traceback knows the number of its frames where the stack is shorter than the depth',
  },
  clear_traces: { ours: 'clearTraces', file: CALLS, test: 'clearTraces forgets what was allocated before' },
  get_object_traceback: { ours: 'getObjectTraceback', file: CALLS, test: OBJECTS },
  get_traceback_limit: {
    ours: 'getTracebackLimit',
    file: CALLS,
    test: 'starting again does nothing, and starting with other options is an error',
  },
  get_traced_memory: { ours: 'getTracedMemory', file: CALLS, test: 'the peak of what is gone stays until resetPeak' },
  get_tracemalloc_memory: {
    ours: 'getTracerMemory',
    file: CALLS,
    test: 'starting again does nothing, and starting with other options is an error',
  },
  is_tracing: {
    ours: 'isTracing',
    file: CALLS,
    test: 'where nothing is traced all calls answer with nothing, and only a snapshot is refused',
  },
  reset_peak: { ours: 'resetPeak', file: CALLS, test: 'the peak of what is gone stays until resetPeak' },
  start: {
    ours: 'start',
    file: CALLS,
    test: 'starting again does nothing, and starting with other options is an error',
  },
  stop: {
    ours: 'stop',
    file: CALLS,
    test: 'where nothing is traced all calls answer with nothing, and only a snapshot is refused',
  },
  take_snapshot: { ours: 'takeSnapshot', file: CALLS, test: 'clearTraces forgets what was allocated before' },
};

/** Prints the public names of the module, of its classes and of what their instances hold, as Python itself lists them. */
const PYTHON = `
import inspect, json, tracemalloc
names = []
for name, value in vars(tracemalloc).items():
    if name.startswith('_') or getattr(value, '__module__', '') not in ('tracemalloc', '_tracemalloc'):
        continue
    names.append(name)
    if inspect.isclass(value):
        own = [one for one in dir(value) if not one.startswith('_')]
        held = [] if name == 'BaseFilter' else [one for one in inspect.signature(value).parameters]
        held = [one for one in held if not one.startswith('_')] if 'Filter' in name or name == 'Snapshot' else []
        names += [f'{name}.{one}' for one in sorted({*own, *held})]
print(json.dumps(names))
`;

describe('tracemalloc', () => {
  it('the table has every public name of tracemalloc', (t) => {
    let names: string;
    try {
      names = execFileSync('python3', ['-c', PYTHON], { encoding: 'utf8' });
    } catch (error) {
      if (process.env['CI'] === 'true') throw error;
      t.skip('there is no Python here to ask');
      return;
    }
    assert.deepEqual(Object.keys(PARITY).sort(), (JSON.parse(names) as string[]).sort());
  });

  for (const [name, parity] of Object.entries(PARITY)) {
    if ('none' in parity) continue;
    it(`tracemalloc’s ${name} is ${parity.ours} here, as a test shows`, () => {
      const [owner = '', member] = parity.ours.split('.');
      const exported = Object.hasOwn(heapgauge, owner) ? heapgauge[owner as keyof typeof heapgauge] : undefined;
      assert.equal(typeof exported, 'function');
      const source = readFileSync(join(ROOT, 'test', parity.file), 'utf8');
      assert.ok(source.includes(`it('${parity.test}'`), `${parity.file} has no test '${parity.test}'`);
      if (member === undefined) return;
      assert.ok(source.includes(member) || Object.hasOwn(exported as object, member), `no test reads ${member}`);
    });
  }
});
