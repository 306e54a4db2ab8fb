import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heaviestTraceback, type AttributedProfile } from '../../src/sampler/heaviest-traceback.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { sitesOf } from '../../src/snapshot/sites.js';

function frame(name: string, file = `/srv/src/${name}.js`): Frame {
  return {
    function: name,
    file,
    line: file === '' ? 0 : 7,
    package: null,
    site: file === '' ? name : `${name} src/${name}.js:7`,
  };
}

/** The rows of a call tree: root, then main, from which two callers reach `leak`; `push` is a builtin. */
const TREE = [
  { parent: -1, frame: frame('(root)', '') },
  { parent: 0, frame: frame('main') },
  { parent: 1, frame: frame('slowly') },
  { parent: 2, frame: frame('leak') },
  { parent: 1, frame: frame('quickly') },
  { parent: 4, frame: frame('leak') },
  { parent: 5, frame: frame('push', '') },
  { parent: 1, frame: frame('cache') },
];

function profileOf(
  samples: ReadonlyArray<readonly [node: number, ordinal: number, weightBytes: number]>,
): AttributedProfile {
  const frames = TREE.map((row) => row.frame);
  const profile = {
    nodes: {
      count: TREE.length,
      parent: Int32Array.from(TREE, ({ parent }) => parent),
      id: new Int32Array(TREE.length),
      functionName: new Uint32Array(TREE.length),
      script: new Uint32Array(TREE.length),
      scriptId: new Int32Array(TREE.length),
      line: new Int32Array(TREE.length),
      column: new Int32Array(TREE.length),
    },
    samples: {
      count: samples.length,
      node: Uint32Array.from(samples, ([node]) => node),
      ordinal: Float64Array.from(samples, ([, ordinal]) => ordinal),
      weightBytes: Float64Array.from(samples, ([, , weightBytes]) => weightBytes),
    },
    strings: [''],
  };
  return { profile, frames, sites: sitesOf(profile, frames) };
}

const LEAK = 'leak src/leak.js:7';
const QUICKLY = ['leak (src/leak.js:7)', 'quickly (src/quickly.js:7)', 'main (src/main.js:7)'];
const SLOWLY = ['leak (src/leak.js:7)', 'slowly (src/slowly.js:7)', 'main (src/main.js:7)'];
const all = (): boolean => true;

describe('the heaviest traceback of a site', () => {
  it('the heaviest traceback is the stack that holds most bytes, from the function that allocates outwards', () => {
    const profile = profileOf([
      [3, 1, 1000],
      [5, 2, 700],
      [5, 3, 700],
      [7, 4, 9000],
    ]);
    assert.deepEqual(heaviestTraceback(profile, LEAK, all), QUICKLY);
  });

  it('the heaviest traceback is chosen by bytes and not by samples', () => {
    const profile = profileOf([
      [3, 1, 5000],
      [5, 2, 700],
      [5, 3, 700],
    ]);
    assert.deepEqual(heaviestTraceback(profile, LEAK, all), SLOWLY);
  });

  it('samples that do not count add nothing to a stack', () => {
    const profile = profileOf([
      [3, 1, 1000],
      [5, 2, 9000],
    ]);
    assert.deepEqual(
      heaviestTraceback(profile, LEAK, (ordinal) => ordinal === 1),
      SLOWLY,
    );
  });

  it('all samples count where none of the site’s would', () => {
    const profile = profileOf([
      [3, 1, 1000],
      [5, 2, 9000],
      [7, 3, 10],
    ]);
    assert.deepEqual(
      heaviestTraceback(profile, LEAK, (ordinal) => ordinal === 3),
      QUICKLY,
    );
  });

  it('the traceback begins with the builtin that allocates for the site', () => {
    const [first, ...rest] = heaviestTraceback(profileOf([[6, 1, 1000]]), LEAK, all);
    assert.equal(first, 'push');
    assert.deepEqual(rest, QUICKLY);
  });

  it('the traceback of a site without samples is empty', () => {
    assert.deepEqual(heaviestTraceback(profileOf([[7, 1, 1000]]), LEAK, all), []);
  });
});
