import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Traceback } from '../../src/snapshot/traceback.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const main = sampleFrame('main', '/app/src/main.js', 1);
const handle = sampleFrame('handle', '/app/src/routes.js', 10);
const set = sampleFrame('Cache.set', '/app/node_modules/lru-cache/index.js', 20);
const push = sampleFrame('push');
const traceback = new Traceback([main, handle, set, push], 4);

const MAIN = '  main (src/main.js:1)';
const HANDLE = '  handle (src/routes.js:10)';
const SET = '  Cache.set (lru-cache/index.js:20)';
const PUSH = '  push';

describe('Traceback.format', () => {
  it('format prints every frame, the outermost first', () => {
    assert.deepEqual(traceback.format(), [MAIN, HANDLE, SET, PUSH]);
  });

  it('format prints the most recent frames up to a limit', () => {
    assert.deepEqual(traceback.format({ limit: 2 }), [SET, PUSH]);
  });

  it('format prints the oldest frames up to a negative limit', () => {
    assert.deepEqual(traceback.format({ limit: -1 }), [MAIN]);
    assert.deepEqual(traceback.format({ limit: -3 }), [MAIN, HANDLE, SET]);
  });

  it('format prints nothing at a limit of zero', () => {
    assert.deepEqual(traceback.format({ limit: 0 }), []);
    assert.deepEqual(traceback.format({ limit: -0 }), []);
  });

  it('format prints every frame at a limit beyond them', () => {
    for (const limit of [4, 5, -4, -5]) assert.equal(traceback.format({ limit }).length, 4);
  });

  it('format with mostRecentFirst starts with the function that allocated', () => {
    assert.deepEqual(traceback.format({ mostRecentFirst: true }), [PUSH, SET, HANDLE, MAIN]);
  });

  it('format chooses the same frames in either order', () => {
    assert.deepEqual(traceback.format({ mostRecentFirst: true, limit: 2 }), [PUSH, SET]);
    assert.deepEqual(traceback.format({ mostRecentFirst: true, limit: -2 }), [HANDLE, MAIN]);
  });

  it('format leaves the traceback’s frames in order', () => {
    traceback.format({ mostRecentFirst: true });
    assert.deepEqual(traceback.frames, [main, handle, set, push]);
  });

  it('format prints nothing for a traceback without frames', () => {
    assert.deepEqual(new Traceback([], 0).format(), []);
    assert.equal(String(new Traceback([], 0)), '');
  });

  it('format refuses a limit that is not a whole number and an unknown option', () => {
    const refused = { name: 'HeapgaugeError', code: 'ERR_HEAPGAUGE_INVALID_OPTION' };
    assert.throws(() => traceback.format({ limit: 1.5 }), refused);
    assert.throws(() => traceback.format({ limit: '2' as unknown as number }), refused);
    assert.throws(() => traceback.format({ most_recent_first: true } as object), refused);
  });
});

describe('source text in a traceback', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-traceback-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'cache.js');
  writeFileSync(file, '// a cache\n  function fill() {\n\n}\n');

  it('source text stands below its frame, without the space around it', () => {
    const fill = new Traceback([main, sampleFrame('fill', file, 2)], 2);
    assert.deepEqual(fill.format(), [MAIN, `  fill (${file}:2)`, '    function fill() {']);
  });

  it('source text stays with its frame when the order turns', () => {
    const fill = new Traceback([main, sampleFrame('fill', file, 2)], 2);
    assert.deepEqual(fill.format({ mostRecentFirst: true }), [`  fill (${file}:2)`, '    function fill() {', MAIN]);
  });

  it('source text is left out where the line is empty or beyond the file', () => {
    for (const line of [3, 99]) assert.equal(new Traceback([sampleFrame('fill', file, line)], 1).format().length, 1);
  });
});

describe('Traceback', () => {
  it('the text of a traceback is its innermost frame', () => {
    assert.equal(String(traceback), 'push');
    assert.equal(String(new Traceback([main, handle], 2)), 'handle (src/routes.js:10)');
  });

  it('a traceback knows the number of its frames where the stack is shorter than the depth', () => {
    const [trace] = sampleSnapshot([{ stack: [main, handle], sizeBytes: 1, ordinal: 1 }], { stackDepth: 3 }).traces;
    assert.equal(trace?.traceback.totalFrames, 2);
  });

  it('a traceback does not know the number of its frames where the stack fills the depth, as V8 may have cut it', () => {
    const [trace] = sampleSnapshot([{ stack: [main, handle, set], sizeBytes: 1, ordinal: 1 }], {
      stackDepth: 3,
    }).traces;
    assert.equal(trace?.traceback.totalFrames, null);
    assert.equal(trace.traceback.frames.length, 3);
  });
});
