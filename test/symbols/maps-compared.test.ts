import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { AnyMap, decodedMappings, type TraceMap } from '@jridgewell/trace-mapping';
import { build } from 'esbuild';
import { originalName } from '../../src/symbols/original-name.js';
import { plainPath } from '../../src/symbols/plain-path.js';
import type { CodePlace, ScriptFunction } from '../../src/symbols/code-place.js';
import { withMap } from '../../src/symbols/find-map.js';
import { LoadedMap, UnpackedBlocks } from '../../src/symbols/loaded-map.js';
import { type RandomMap, randomMap } from '../support/random-map.js';
import { randomFrom } from '../support/random.js';
import { ROOT } from '../support/run-node.js';

/** Looks a function up in a map that trace-mapping has decoded as a whole: slow and large, and known to be right. */
function referencePlace(
  map: TraceMap,
  lines: readonly string[],
  { functionName, line, column }: ScriptFunction,
): CodePlace | undefined {
  const segments = (decodedMappings(map)[line - 1] ?? []).filter(([generated]) => generated <= column - 1);
  const last = segments.at(-1);
  if (last?.length === undefined || last.length === 1) return undefined;
  const source = map.resolvedSources[last[1]];
  if (source === undefined || source.endsWith('/')) return undefined;
  const named = segments.slice(-1001).flatMap((one) => {
    const name = one.length === 5 ? map.names[one[4]] : undefined;
    return name === undefined ? [] : [{ column: one[0], name }];
  });
  const text = lines[line - 1] ?? '';
  const name = originalName(functionName, { text, column: column - 1, named, nameOf: (one) => one.name });
  return { function: name, file: plainPath(source), line: last[2] + 1, column: last[3] + column - last[0] };
}

describe('places found in little memory, compared with those of trace-mapping', () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-maps-compared-')));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function assertSame(script: string, code: string, map: string, asked: readonly ScriptFunction[]): number {
    const url = pathToFileURL(`${script}.map`).href;
    const reference = new AnyMap(map, url);
    const lines = code.split('\n');
    const expected = asked.map((one) => referencePlace(reference, lines, one));
    const places = withMap(
      script,
      () => false,
      (mapped) => {
        const [loaded, unpacked] = [new LoadedMap(mapped, 24 * 2 ** 20), new UnpackedBlocks()];
        return asked.map(({ functionName, line, column }) =>
          loaded.placeOf(line - 1, column - 1, functionName, unpacked),
        );
      },
    );
    assert.deepEqual(places, expected);
    return expected.filter((place) => place !== undefined).length;
  }

  function assertRandomMap(name: string, { code, json, asked }: RandomMap): number {
    const script = join(folder, `${name}.js`);
    writeFileSync(script, code);
    writeFileSync(`${script}.map`, json);
    return assertSame(script, code, json, asked);
  }

  for (const { title, options, maps } of [
    { title: 'small maps', options: { segments: 60, lines: 8 }, maps: 60 },
    { title: 'maps of several blocks', options: { segments: 40_000, lines: 300 }, maps: 2 },
    { title: 'a map of one line', options: { segments: 60_000, lines: 1 }, maps: 1 },
    { title: 'maps whose mappings are not in order', options: { segments: 500, lines: 5, isShuffled: true }, maps: 20 },
    { title: 'maps of sections', options: { segments: 40, lines: 5, sections: 6 }, maps: 40 },
    { title: 'maps with escapes', options: { segments: 30_000, lines: 50, hasEscapes: true }, maps: 2 },
  ]) {
    it(`${title} give the same places`, () => {
      const random = randomFrom(7);
      let found = 0;
      for (let index = 0; index < maps; index += 1) {
        found += assertRandomMap(`${title} ${index}`, randomMap(random, options));
      }
      assert.ok(found > 20, `${found} places`);
    });
  }

  for (const minify of [true, false]) {
    it(`the map of a bundle ${minify ? 'that is minified' : 'as it was written'} gives the same places`, async () => {
      const script = join(folder, `bundle-${minify}.cjs`);
      await build({
        entryPoints: [join(ROOT, 'node_modules/express/index.js')],
        outfile: script,
        bundle: true,
        minify,
        platform: 'node',
        sourcemap: 'linked',
        logLevel: 'error',
      });
      const code = readFileSync(script, 'utf8');
      assert.ok(assertSame(script, code, readFileSync(`${script}.map`, 'utf8'), functionsOf(code)) > 1000);
    });
  }
});

/** Finds what looks like the start of a function, with its name. */
function functionsOf(code: string): ScriptFunction[] {
  return code.split('\n').flatMap((text, index) =>
    Array.from(text.matchAll(/([\w$]+)(?:\s*[=:]\s*)?(?:function)?(?=\()/g), (match) => ({
      functionName: match[1] ?? '',
      line: index + 1,
      column: match.index + match[0].length + 1,
    })),
  );
}
