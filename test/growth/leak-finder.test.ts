import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOf } from '../../src/growth/group-leaks.js';
import { type FoundLeak, LeakFinder } from '../../src/growth/leak-finder.js';
import { EXACT_ORDINAL, scriptedGrowth, type ScriptedGrowth } from '../support/scripted-growth.js';

function leaksIn(script: ScriptedGrowth, known?: string): FoundLeak[] {
  const growth = scriptedGrowth(script);
  const leaking = growth.judged.filter(({ state }) => state === 'leaking');
  const finder = new LeakFinder(growth, {
    isExact: (ordinal) => ordinal >= EXACT_ORDINAL,
    isKnown: ({ site }) => site === known,
    isKnownCaller: () => false,
  });
  return finder.find(leaking);
}

function namesIn(script: ScriptedGrowth): string[] {
  return leaksIn(script).map((leak) => nameOf(leak).site);
}

describe('the leaks that explain what is judged to leak', () => {
  it('a function and all that call it are one leak', () => {
    const leaks = leaksIn({ grown: ['timer > handle > save 100'], leaking: 'timer handle save' });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.share, leak.isExact]),
      [['save', 1, false]],
    );
    assert.deepEqual([...(leaks[0]?.explains ?? [])].sort(), ['handle', 'save', 'timer']);
    assert.equal(leaks[0]?.evidence.births.samples, 100);
  });

  it('a cache that drops as much as it takes is no part of a leak', () => {
    const leaks = leaksIn({
      grown: ['timer > handle > save 100', 'timer > handle > cache 400'],
      leaking: 'timer handle save',
      netShares: { cache: 0 },
    });
    assert.deepEqual(
      leaks.map((leak) => nameOf(leak).site),
      ['save'],
    );
  });

  it('exact stacks name the function that V8 has inlined into the one that was seen', () => {
    const leaks = leaksIn({
      grown: ['timer 100'],
      exact: ['timer > prom/observe > prom/createBaseValues 20', 'timer > prom/observe > prom/hash 4'],
      leaking: 'timer',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).function, leak.share, leak.isExact]),
      [['createBaseValues', 1, true]],
    );
    assert.deepEqual(
      leaks.map(({ evidence }) => evidence.frame.site),
      ['timer'],
    );
  });

  it('a leak that exact stacks name has the growth of the function that V8 inlines into, and not the part that it does not', () => {
    const [leak] = leaksIn({
      grown: ['timer > save 65', 'timer > save > set 35'],
      exact: ['timer > save > set 20'],
      leaking: 'timer save set',
    });
    assert.ok(leak !== undefined);
    assert.deepEqual([nameOf(leak).site, leak.evidence.frame.site], ['set', 'save']);
  });

  it('a leak that goes on having the name of a function has the growth of its caller, once that function explains half of it', () => {
    const grown = ['timer > save 55', 'timer > save > set 45'];
    const [leak = assert.fail()] = leaksIn({ grown, leaking: 'timer save set' }, 'set');
    assert.deepEqual([nameOf(leak).site, leak.measure.frame.site], ['set', 'save']);
    const most = ['timer > save 15', 'timer > save > set 85'];
    const [whole = assert.fail()] = leaksIn({ grown: most, leaking: 'timer save set' }, 'set');
    assert.deepEqual([nameOf(whole).site, whole.measure.frame.site], ['set', 'set']);
  });

  it('exact stacks show two leaks that V8 has inlined into one function', () => {
    const leaks = leaksIn({
      grown: ['timer 100'],
      exact: ['timer > remember 18', 'timer > record 6'],
      leaking: 'timer',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.share]),
      [
        ['remember', 0.75],
        ['record', 0.25],
      ],
    );
  });

  it('few exact stacks do not name a leak', () => {
    assert.deepEqual(namesIn({ grown: ['timer 100'], exact: ['timer > save 7'], leaking: 'timer' }), ['timer']);
  });

  it('a leak in a shared function has the evidence of the caller that it is named by', () => {
    const [leak] = leaksIn({
      grown: ['timer > audit > lib/clone 100', 'timer > audit 10'],
      others: ['timer > quote > lib/clone 50'],
      leaking: 'timer audit lib/clone',
    });
    assert.ok(leak !== undefined);
    assert.deepEqual([nameOf(leak).site, leak.isByCaller, leak.evidence.frame.site], ['audit', true, 'audit']);
  });

  it('a leak in a shared function has the name of the caller that keeps, though another had made something when it was seen', () => {
    const names = namesIn({
      grown: ['timer > lib/clone 60', 'timer > lib/clone > lib/array 12'],
      exact: ['timer > handle > audit > lib/deep > lib/clone 13', 'timer > handle > stock > lib/deep > lib/clone 1'],
      others: ['start > lib/deep > lib/clone 100'],
      dropped: ['timer > handle > quote > lib/deep > lib/clone 20'],
      leaking: 'timer lib/clone',
    });
    assert.deepEqual(names, ['audit']);
  });

  it('a function that is found by itself is a part of the leak of its caller, where exact stacks show that', () => {
    const leaks = leaksIn({
      grown: ['timer > lib/clone 60', 'timer > lib/array 40'],
      exact: ['timer > audit > lib/clone 20', 'timer > audit > lib/array 4'],
      others: ['start > lib/clone 50'],
      leaking: 'lib/clone lib/array',
    });
    assert.deepEqual(
      leaks.map((leak) => nameOf(leak).site),
      ['audit'],
    );
    assert.ok(leaks[0]?.explains.has('lib/array'));
  });

  it('functions of a library that leak are one leak of what calls them, which is only known to grow', () => {
    const leaks = leaksIn({
      grown: ['render > dom/open > dom/install 60', 'render > dom/open > parse/token 40'],
      leaking: 'dom/install parse/token',
      growing: 'render dom/open',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.evidence.frame.site, [...leak.explains].sort()]),
      [['dom/open', 'dom/install', ['dom/install', 'parse/token']]],
    );
  });

  it('a leak in a function whose other callers drop what they get has the name of the caller whose calls grow', () => {
    const names = namesIn({
      grown: ['timer > audit > lib/clone 100'],
      dropped: ['timer > quote > lib/clone 30'],
      leaking: 'timer audit lib/clone',
    });
    assert.deepEqual(names, ['audit']);
  });

  it('one large object among few exact samples does not name a leak', () => {
    const [leak, ...others] = leaksIn({
      grown: ['timer 100x10'],
      exact: ['timer > observe > create 18x10', 'timer > observe 1x3000', 'timer 3x10'],
      leaking: 'timer',
    });
    assert.deepEqual(others, []);
    assert.ok(leak !== undefined);
    assert.equal(nameOf(leak).site, 'observe');
    const [create, observe] = ['create', 'observe'].map((site) =>
      leak.stacks.filter((stack) => stack.site.site === site).reduce((sum, { bytes }) => sum + bytes, 0),
    );
    assert.deepEqual([create, observe], [180, 30]);
  });

  it('a function that a longer span shows below a leak is explained by it, also where V8 has inlined what is between', () => {
    const names = namesIn({
      grown: ['timer > visit > observe 80', 'timer > visit > observe > create 8', 'timer > visit > create 12'],
      leaking: 'timer visit observe',
      leakingLong: 'create',
    });
    assert.deepEqual(names, ['observe']);
  });

  it('parts of a leak that are judged by spans of different lengths are one leak of the function that calls them', () => {
    const leaks = leaksIn({
      grown: ['render > dom/open > dom/install 60', 'render > dom/open > dom/parse > dom/node 40'],
      leaking: 'dom/install',
      leakingLong: 'render dom/open dom/parse dom/node',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.evidence.frame.site]),
      [['dom/open', 'dom/open']],
    );
  });

  it('leaks of two functions that are judged by spans of different lengths stay two', () => {
    const names = namesIn({
      grown: ['route > login 60', 'route > audit 40'],
      leaking: 'login',
      leakingLong: 'route audit',
    });
    assert.deepEqual(names, ['login', 'audit']);
  });

  it('exact stacks that lead to one function are one leak, though V8 has inlined it into several', () => {
    const leaks = leaksIn({
      grown: ['serve > handle 60', 'timer > tick 40'],
      exact: ['serve > handle > set 20', 'timer > tick > set 10'],
      leaking: 'serve handle timer tick',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.evidence.frame.site]),
      [['set', 'handle']],
    );
  });

  it('two callees that are named by the same caller are one leak, with the growth of both', () => {
    const leaks = leaksIn({
      grown: ['timer 100'],
      exact: ['timer > audit > lib/object 12', 'timer > audit > lib/array 8'],
      others: ['start > load > lib/object 30', 'start > load > lib/array 30'],
      leaking: 'timer',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.share]),
      [['audit', 1]],
    );
  });

  it('a few exact stacks do not name a function that most of the growth, seen elsewhere, does not go through', () => {
    const leaks = leaksIn({
      grown: ['render > dom/open > dom/install 63', 'render > dom/open > dom/parse 37'],
      exact: ['render > dom/open > dom/install 9', 'render > dom/open > dom/parse 1'],
      leaking: 'render dom/open dom/install dom/parse',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.isExact]),
      [['dom/open', true]],
    );
  });

  it('exact stacks do not make several leaks of one that all stacks show to be one', () => {
    const leaks = leaksIn({
      grown: ['build > makeHead 50', 'build > makeBody 45', 'build 5'],
      exact: ['build > makeHead 10', 'build > makeBody 10'],
      leaking: 'build makeHead makeBody',
    });
    assert.deepEqual(
      leaks.map((leak) => nameOf(leak).site),
      ['build'],
    );
  });

  it('a shared function below the exact one gives the leak the name of the caller whose calls grow', () => {
    const leaks = leaksIn({
      grown: ['timer > lib/clone 100'],
      exact: ['timer > audit > lib/clone > lib/create 20'],
      others: ['timer > quote > lib/clone 30'],
      leaking: 'timer lib/clone',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.stacks[0]?.site.site]),
      [['audit', 'lib/create']],
    );
  });

  it('a function is not shared because V8 has inlined its caller for a while', () => {
    const leaks = leaksIn({
      grown: ['serve > next > set 60'],
      exact: ['serve > route > next > set 20'],
      leaking: 'serve next set',
    });
    assert.deepEqual(
      leaks.map((leak) => [nameOf(leak).site, leak.isByCaller]),
      [['set', false]],
    );
  });

  it('nothing is found where nothing is judged to leak', () => {
    assert.deepEqual(namesIn({ grown: ['timer > save 100'], leaking: '' }), []);
  });
});
