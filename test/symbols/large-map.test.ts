import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { CodePlace, ScriptFunction } from '../../src/symbols/code-place.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';
import { fixture } from '../support/run-node.js';

/** The number of functions in the script's one line, each of which has a mapping. */
const FUNCTIONS = 2_000_000;

/** The number of the functions, from the first on, that have a name in the map. */
const NAMED = 50_000;

/** The code of each function. */
const CODE = 'a(){}';

/** Its mapping: five columns and one line in the source after the one before, with the next name or without. */
const MAPPING = { named: ',KACAC', unnamed: ',KACA' };

const FILE = '/srv/a.ts';

function functionAt(index: number): ScriptFunction {
  return { functionName: 'a', line: 1, column: CODE.length * index + 2 };
}

function placeOf(index: number): CodePlace {
  return { function: index < NAMED ? `written${index}` : 'a', file: FILE, line: index + 1, column: 2 };
}

describe('a large map', () => {
  let folder = '';
  let script = '';

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-large-map-')));
    script = join(folder, 'bundle.js');
    writeFileSync(script, CODE.repeat(FUNCTIONS));
    const text = JSON.stringify('const text = "of a source";\n'.repeat(1_000_000));
    const names = JSON.stringify(Array.from({ length: NAMED }, (_, index) => `written${index}`));
    const mappings = `AAAAA${MAPPING.named.repeat(NAMED - 1)}${MAPPING.unnamed.repeat(FUNCTIONS - NAMED)}`;
    const map = openSync(`${script}.map`, 'w');
    writeSync(map, `{"version":3,"sources":["${FILE}"],"sourcesContent":[${text}],`);
    writeSync(map, `"names":${names},"mappings":"${mappings}"}`);
    closeSync(map);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('a map of 40 MB is read by a thread with 24 MiB for its objects, and thousands of places are found in it', async () => {
    const indexes = Array.from({ length: 3000 }, (_, index) => (index * 7919 * 83) % FUNCTIONS);
    const worker = new Worker(fixture('large-map'), {
      workerData: { script, functions: indexes.map(functionAt) },
      resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 },
    });
    const [{ places, arrayBuffers }] = (await once(worker, 'message')) as [
      { places: ReadonlyArray<CodePlace | undefined>; arrayBuffers: number },
    ];
    assert.deepEqual(places, indexes.map(placeOf));
    assert.ok(arrayBuffers < 40 * 2 ** 20, `${arrayBuffers} bytes`);
  });

  it('a map that takes more than may be held gives no place, and that is said once', () => {
    const said: Array<readonly [string, string]> = [];
    const maps = new SourceMaps({
      memoryBytes: 2.1 * 2 ** 20,
      onTooMuch: (one, { message }) => said.push([one, message]),
    });
    for (const index of [0, 1]) {
      const { functionName, line, column } = functionAt(index);
      assert.equal(maps.originalPlace(script, line, column, functionName), undefined);
    }
    assert.deepEqual(said, [[script, 'it takes too much memory']]);
  });

  it('a map that takes longer to read than it may gives no place from then on', () => {
    const maps = new SourceMaps();
    let asked = 0;
    const isLate = (): boolean => (asked += 1) > 100;
    assert.deepEqual(maps.originalPlaces(script, [functionAt(0)], isLate), [undefined]);
    assert.equal(asked, 101);
    assert.deepEqual(maps.originalPlaces(script, [functionAt(0)]), [undefined]);
    assert.deepEqual(new SourceMaps().originalPlaces(script, [functionAt(0)]), [placeOf(0)]);
  });

  it('a hundred functions take little more time to find than one', () => {
    const secondsFor = (count: number): number => {
      const functions = Array.from({ length: count }, (_, index) => functionAt((index * 7919 * 83) % FUNCTIONS));
      const before = process.cpuUsage();
      new SourceMaps().originalPlaces(script, functions);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    };
    secondsFor(1);
    const [one, hundred] = [secondsFor(1), secondsFor(100)];
    assert.ok(hundred < 5 * one, `${hundred} s, and ${one} s for one`);
  });
});
