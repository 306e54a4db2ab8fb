import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HandedMaps, type PausedMapAnswers } from '../../src/sampler/handed-maps.js';

/** The scripts that Node.js has a map of, and those that have one only in what V8 was handed. */
const MAPS: Readonly<Record<string, 'node' | 'v8'>> = { a: 'node', b: 'v8', c: 'v8' };

describe('asking for the maps that V8 was handed', () => {
  let seconds = 0;
  let asked: Array<readonly [scripts: string, mayDebug: boolean]> = [];
  let isObserved = false;
  let handed = new HandedMaps(() => Promise.reject(new Error('nobody asks')));

  beforeEach(() => {
    seconds = 0;
    asked = [];
    isObserved = false;
    handed = new HandedMaps(
      (scripts, { mayDebug }) => {
        asked.push([scripts.join(' '), mayDebug]);
        const missing = scripts.filter((one) => MAPS[one] !== 'node');
        const isDebugged = mayDebug && !isObserved && missing.length > 0;
        const known = isDebugged ? scripts : scripts.filter((one) => !missing.includes(one));
        return Promise.resolve<PausedMapAnswers>({
          maps: new Map(known.map((one) => [one, MAPS[one]])),
          missing: isDebugged ? [] : missing,
          isDebugged,
          pauseSeconds: 0.01,
        });
      },
      () => seconds,
    );
  });

  const find = async (...scripts: string[]): Promise<string> =>
    [...(await handed.find(scripts)).maps].map(([script, map]) => `${script}:${map ?? 'none'}`).join(' ');

  it('nothing is asked where no script lacks a map', async () => {
    assert.equal(await find(), '');
    assert.deepEqual(asked, []);
  });

  it('maps that Node.js has are given at once, however soon they are asked for', async () => {
    assert.equal(await find('b'), 'b:v8');
    assert.equal(await find('a'), 'a:node');
    assert.deepEqual(asked, [
      ['b', true],
      ['a', false],
    ]);
  });

  it('V8’s debugger is used again after five seconds, then ten, and so on up to ten minutes', async () => {
    const uses: number[] = [];
    for (; seconds < 4000; seconds += 1) {
      if ((await find(`script ${seconds}`)) !== '') uses.push(seconds);
    }
    const gaps = uses.slice(1).map((use, index) => use - (uses[index] ?? 0));
    assert.deepEqual(gaps, [5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600, 600]);
  });

  it('a script that waits for the debugger is not asked for meanwhile', async () => {
    await find('b');
    seconds = 1;
    assert.equal(await find('c'), '');
    seconds = 2;
    assert.equal(await find('c'), '');
    seconds = 5;
    assert.equal(await find('c'), 'c:v8');
    assert.deepEqual(asked, [
      ['b', true],
      ['c', false],
      ['c', true],
    ]);
  });

  it('where the debugger must not be used, it is seldom tried', async () => {
    isObserved = true;
    for (; seconds < 600; seconds += 1) await find('b');
    assert.equal(asked.length, 7);
  });

  it('the pause is that of the answer, and none where nobody was asked', async () => {
    assert.equal((await handed.find(['a'])).pauseSeconds, 0.01);
    assert.equal((await handed.find([])).pauseSeconds, 0);
  });

  it('where nobody answers there are no maps, and no error', async () => {
    handed = new HandedMaps(() => Promise.reject(new Error('the process is ending')));
    assert.equal(await find('a'), '');
  });
});
