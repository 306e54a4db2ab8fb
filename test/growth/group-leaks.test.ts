import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupLeaks, nameOf } from '../../src/growth/group-leaks.js';
import { scriptedStacks } from '../support/scripted-stacks.js';

/** Names the leaks among stacks, of which the functions that are listed leak, and all with `*`. */
function leaksOf(leaking: string, ...lines: readonly string[]): string[] {
  const names = leaking.split(' ');
  const isLeaking = ({ site }: { site: string }): boolean => leaking === '*' || names.includes(site);
  return groupLeaks(scriptedStacks(...lines), { isLeaking }).map((group) => nameOf(group).site);
}

describe('the name of a leak', () => {
  it('a leak has the name of the function that allocates, and not of those that call it', () => {
    assert.deepEqual(leaksOf('*', 'timer > handle > save 100'), ['save']);
  });

  it('a function that explains four fifths of the growth has its name', () => {
    assert.deepEqual(leaksOf('handle save', 'handle > save 80', 'handle > log 20'), ['save']);
    assert.deepEqual(leaksOf('handle save log', 'handle > save 79', 'handle 21'), ['handle']);
  });

  it('a leak that is spread over ten helpers, each too small to be judged, has the name of their caller', () => {
    const helpers = Array.from({ length: 10 }, (_, n) => `timer > build > make${n} 10`);
    assert.deepEqual(leaksOf('timer build', ...helpers), ['build']);
  });

  it('a leak that is spread over ten helpers, each of which is judged to leak, has the name of their caller', () => {
    const helpers = Array.from({ length: 10 }, (_, n) => `timer > build > make${n} 10`);
    assert.deepEqual(leaksOf('*', ...helpers), ['build']);
  });

  it('functions of a library that one function of the application calls are one leak of that function', () => {
    const stacks = ['handle > buildTools > zod/string > zod/init 40', 'handle > buildTools > zod/object > zod/def 60'];
    assert.deepEqual(leaksOf('*', ...stacks), ['buildTools']);
  });

  it('a function of the application and a library that one function uses are one leak of that function', () => {
    const stacks = ['serve > search > build > zod/init 70', 'serve > search > zod/parse 30'];
    assert.deepEqual(leaksOf('serve search build zod/init zod/parse', ...stacks), ['search']);
  });

  it('a leak that moves between a function and its caller by inlining is one', () => {
    assert.deepEqual(leaksOf('*', 'handle > store/save > store/set 50', 'handle > store/save 50'), ['store/save']);
  });

  it('a leak whose function is called by two callers is one', () => {
    assert.deepEqual(leaksOf('*', 'router/route > a > save 50', 'router/route > b > save 50'), ['save']);
    assert.deepEqual(leaksOf('*', 'timerA > save 50', 'timerB > save 50'), ['save']);
  });

  it('two functions of which one makes something beside what the other makes for it are one leak', () => {
    assert.deepEqual(leaksOf('*', 'handle > keep > makeHeader 50', 'handle > keep > makeBody 45', 'handle > keep 5'), [
      'keep',
    ]);
  });

  it('a leak after an await is one with that before it, where one function makes both', () => {
    assert.deepEqual(leaksOf('*', 'serve > handle > parse 50', 'handle > store 50'), ['parse', 'store']);
  });
});

describe('separate leaks', () => {
  it('leaks of separate timers are separate', () => {
    assert.deepEqual(leaksOf('*', 'timerA > save 70', 'timerB > log 30'), ['save', 'log']);
  });

  it('a small leak beside a large one is found', () => {
    assert.deepEqual(leaksOf('*', 'timerA > save 95', 'timerB > log 5'), ['save', 'log']);
  });

  it('leaks of two routes are separate, though a router calls both', () => {
    assert.deepEqual(leaksOf('*', 'router/handle > users > save 60', 'router/handle > orders > push 40'), [
      'save',
      'push',
    ]);
    assert.deepEqual(leaksOf('*', 'router/handle > users > save 90', 'router/handle > orders > push 10'), [
      'save',
      'push',
    ]);
  });

  it('leaks of two functions that one callback calls, and that it does not put together, are separate', () => {
    assert.deepEqual(leaksOf('*', 'tick > remember 60', 'tick > record 40'), ['remember', 'record']);
  });

  it('what has grown and is not judged to leak is no leak', () => {
    assert.deepEqual(leaksOf('timer save', 'timer > save 85', 'timer > fill 15'), ['save']);
    assert.deepEqual(leaksOf('save', 'timer > save 50', 'timer > fill 50'), ['save']);
    assert.deepEqual(leaksOf('none', 'timer > save 50', 'timer > fill 50'), []);
  });

  it('a function that leaks elsewhere does not make a leak of another one that calls it', () => {
    const stacks = ['timer > record > lib/clone 90', 'other > cache > lib/clone 10', 'other > page 10'];
    assert.deepEqual(leaksOf('timer record lib/clone', ...stacks), ['lib/clone']);
  });
});
