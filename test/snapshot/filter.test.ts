import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Filter, type FilterConditions, PROGRAM_ONLY } from '../../src/snapshot/filter.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const main = sampleFrame('main', '/app/src/main.js', 1);
const load = sampleFrame('load', '/app/src/cache/load.js', 7);
const set = sampleFrame('Cache.set', '/app/node_modules/lru-cache/dist/index.js', 20);
const span = sampleFrame('Span.end', '/app/node_modules/@otel/sdk/span.js', 7);
const read = sampleFrame('readFile', 'node:fs/promises', 5);
const listen = sampleFrame('listen', 'node:net', 7);
const takeSnapshot = sampleFrame('take', '/app/node_modules/heapgauge/dist/src/tracing.js', 3);
const push = sampleFrame('push');

/** One trace for each site, with its stack below `main`, named by the function of its site. */
const snapshot = sampleSnapshot(
  [[main], [main, load], [main, load, set], [main, span], [read], [main, takeSnapshot, push], [push], [listen]].map(
    (stack, n) => ({ stack, sizeBytes: 100, ordinal: n + 1 }),
  ),
);
const ALL = ['main', 'load', 'Cache.set', 'Span.end', 'readFile', 'take', 'push', 'listen'];

/** Returns the functions of the sites that are left. */
function left(...filters: readonly Filter[]): string[] {
  return snapshot.filter(filters).traces.map(({ traceback: { frames } }) => {
    const site = frames.findLast(({ file }) => file !== '') ?? frames.at(-1);
    return site?.function ?? '';
  });
}

function keep(conditions: FilterConditions): string[] {
  return left(new Filter(true, conditions));
}

function without(...names: string[]): string[] {
  return ALL.filter((name) => !names.includes(name));
}

describe('inclusive and exclusive filters', () => {
  const inCache = { file: '/app/src/cache/**' };
  const inLru = { package: 'lru-cache' };

  it('no filters at all keep every trace', () => {
    assert.deepEqual(left(), ALL);
  });

  it('an inclusive filter keeps what it matches', () => {
    assert.deepEqual(left(new Filter(true, inCache)), ['load']);
  });

  it('several inclusive filters keep what any of them matches', () => {
    assert.deepEqual(left(new Filter(true, inCache), new Filter(true, inLru)), ['load', 'Cache.set']);
  });

  it('an exclusive filter leaves out what it matches', () => {
    assert.deepEqual(left(new Filter(false, inCache)), without('load'));
  });

  it('several exclusive filters leave out what any of them matches', () => {
    assert.deepEqual(left(new Filter(false, inCache), new Filter(false, inLru)), without('load', 'Cache.set'));
  });

  it('an exclusive filter leaves out what it matches even where an inclusive one matches too', () => {
    const filters = [new Filter(true, { file: '/app/src/**' }), new Filter(false, inCache)];
    assert.deepEqual(left(...filters), ['main']);
    assert.deepEqual(left(...filters.reverse()), ['main']);
  });

  it('an inclusive and an exclusive filter with the same conditions keep nothing', () => {
    assert.deepEqual(left(new Filter(true, inCache), new Filter(false, inCache)), []);
  });
});

describe('the conditions of a filter', () => {
  it('a filter matches a glob on the absolute file', () => {
    assert.deepEqual(keep({ file: '/app/src/cache/load.js' }), ['load']);
    assert.deepEqual(keep({ file: '/app/**/*.js' }), without('readFile', 'push', 'listen'));
  });

  it('a filter matches a glob on the short file, as a site shows it', () => {
    assert.deepEqual(keep({ file: 'src/**' }), ['main', 'load']);
    assert.deepEqual(keep({ file: 'lru-cache/**' }), ['Cache.set']);
    assert.deepEqual(keep({ file: '@otel/sdk/span.js' }), ['Span.end']);
  });

  it('one star in a filter’s glob stops at a slash', () => {
    assert.deepEqual(keep({ file: 'src/*' }), ['main']);
  });

  it('a filter with several globs matches where one of them does', () => {
    assert.deepEqual(keep({ file: ['src/main.js', 'node:net'] }), ['main', 'listen']);
  });

  it('a filter on files never matches a frame without a file', () => {
    assert.equal(keep({ file: '**' }).includes('push'), false);
  });

  it('a filter matches the line at which the function starts', () => {
    assert.deepEqual(keep({ line: 7 }), ['load', 'Span.end', 'listen']);
  });

  it('all conditions of a filter must hold', () => {
    assert.deepEqual(keep({ line: 7, file: 'src/**' }), ['load']);
    assert.deepEqual(keep({ line: 8, file: 'src/**' }), []);
  });

  it('a filter asks the site alone', () => {
    assert.deepEqual(keep({ file: 'src/main.js' }), ['main']);
  });

  it('a filter with allFrames asks every frame', () => {
    assert.deepEqual(keep({ file: 'src/main.js', allFrames: true }), without('readFile', 'push', 'listen'));
    assert.deepEqual(left(new Filter(false, { file: 'src/cache/*', allFrames: true })), without('load', 'Cache.set'));
  });

  it('all conditions of a filter with allFrames must hold of one and the same frame', () => {
    assert.deepEqual(keep({ file: 'src/main.js', line: 7, allFrames: true }), []);
  });

  it('a filter matches a glob on the package', () => {
    assert.deepEqual(keep({ package: 'lru-*' }), ['Cache.set']);
    assert.deepEqual(keep({ package: '@otel/*' }), ['Span.end']);
    assert.deepEqual(keep({ package: '*' }), ['Cache.set', 'take']);
  });

  it('a glob on the package never matches the program’s own files', () => {
    assert.deepEqual(keep({ package: '**' }), ['Cache.set', 'Span.end', 'take']);
  });

  it('a package of null matches what belongs to no package', () => {
    assert.deepEqual(keep({ package: null }), without('Cache.set', 'Span.end', 'take'));
  });

  it('a filter matches the domain, and every trace is of the heap', () => {
    assert.deepEqual(keep({ domain: 'heap' }), ALL);
    assert.deepEqual(keep({ domain: 'external' }), []);
    assert.deepEqual(left(new Filter(false, { domain: 'external' })), ALL);
  });

  it('a filter without conditions matches everything', () => {
    assert.deepEqual(keep({}), ALL);
    assert.deepEqual(left(new Filter(false, {})), []);
  });

  it('a filter’s conditions and direction can be read again', () => {
    const filter = new Filter(false, { package: 'lru-cache', line: 20 });
    assert.equal(filter.inclusive, false);
    assert.deepEqual(filter.conditions, { package: 'lru-cache', line: 20 });
  });
});

describe('a wrong filter', () => {
  const wrong: ReadonlyArray<readonly [what: string, inclusive: unknown, conditions: unknown]> = [
    ['a direction that is no boolean', 'yes', {}],
    ['conditions that are no object', true, 'src/**'],
    ['no conditions', true, null],
    ['an unknown condition', true, { path: 'src/**' }],
    ['an empty glob', true, { file: '' }],
    ['no globs at all', true, { file: [] }],
    ['an empty glob among others', true, { file: ['src/**', ''] }],
    ['a glob that is no text', true, { file: [5] }],
    ['a file that is no glob', true, { file: null }],
    ['a package that is no glob', true, { package: 5 }],
    ['an empty package', true, { package: '' }],
    ['line zero', true, { line: 0 }],
    ['half a line', true, { line: 1.5 }],
    ['a line in text', true, { line: '7' }],
    ['an unknown domain', true, { domain: 'stack' }],
  ];
  for (const [what, inclusive, conditions] of wrong) {
    it(`a filter with ${what} is refused`, () => {
      assert.throws(() => new Filter(inclusive as boolean, conditions as FilterConditions), {
        name: 'HeapgaugeError',
        code: 'ERR_HEAPGAUGE_INVALID_OPTION',
      });
    });
  }
});

describe('the default filters', () => {
  it('the default filters leave out what Node’s own modules and heapgauge allocate for themselves', () => {
    assert.deepEqual(left(...PROGRAM_ONLY), without('readFile', 'take', 'listen'));
  });

  it('the default filters leave out Node’s modules however deep their name', () => {
    const deep = sampleFrame('write', 'node:internal/streams/writable', 9);
    const nodes = sampleSnapshot([{ stack: [deep], sizeBytes: 1, ordinal: 1 }]);
    assert.deepEqual(nodes.filter(PROGRAM_ONLY).traces, []);
  });

  it('the default filters keep what the program allocates through Node’s modules', () => {
    const through = sampleSnapshot([{ stack: [main, read], sizeBytes: 1, ordinal: 1 }]);
    assert.equal(through.filter(PROGRAM_ONLY).traces.length, 1);
  });
});
