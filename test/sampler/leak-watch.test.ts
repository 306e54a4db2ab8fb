import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeakWatch } from '../../src/sampler/leak-watch.js';
import { EXACT_ORDINAL, scriptedGrowth, type ScriptedGrowth } from '../support/scripted-growth.js';
import { sampleSuspect } from '../support/sample-report.js';

const isExact = (ordinal: number): boolean => ordinal >= EXACT_ORDINAL;

/** The names and the identities of the leaks after each of some checkpoints. */
function identitiesAt(watch: LeakWatch, ...scripts: readonly ScriptedGrowth[]): string[][][] {
  return scripts.map((script) => {
    watch.note(scriptedGrowth(script), isExact);
    return watch.named.map(({ id, view }) => [view.site, id]);
  });
}

describe('the identity of a leak', () => {
  it('a leak that V8 inlines into its caller is the same leak', () => {
    const before = { grown: ['handle > save > set 100'], leaking: 'handle save set' };
    const after = { grown: ['handle > save > set 20', 'handle > save 80'], leaking: 'handle save' };
    assert.deepEqual(identitiesAt(new LeakWatch(), before, after), [[['set', 'set']], [['save', 'set']]]);
  });

  it('a leak whose function becomes known exactly is the same leak', () => {
    const before = { grown: ['timer 100'], leaking: 'timer' };
    const after = { ...before, exact: ['timer > observe > create 20'] };
    assert.deepEqual(identitiesAt(new LeakWatch(), before, after), [[['timer', 'timer']], [['create', 'timer']]]);
  });

  it('of two leaks that turn out to be in one function the larger is the same, and the other is new', () => {
    const before = { grown: ['timer 100'], leaking: 'timer' };
    const after = { ...before, exact: ['timer > record 6', 'timer > remember 18'] };
    const [, split] = identitiesAt(new LeakWatch(), before, after);
    assert.deepEqual(split, [
      ['remember', 'timer'],
      ['record', 'record'],
    ]);
  });

  it('a leak keeps its name while that explains two fifths of it', () => {
    const at = (set: number): ScriptedGrowth => ({
      grown: [`handle > save > set ${set}`, `handle > save ${100 - set}`],
      leaking: 'handle save set',
    });
    const names = identitiesAt(new LeakWatch(), at(85), at(50), at(30)).map(([leak]) => leak?.[0]);
    assert.deepEqual(names, ['set', 'set', 'save']);
  });

  it('a leak keeps the name of the caller, once what others hold has become small beside it', () => {
    const at = (bytes: number): ScriptedGrowth => ({
      grown: [`timer > audit > lib/clone ${bytes}`],
      others: ['start > lib/clone 50'],
      leaking: 'timer audit lib/clone',
    });
    const names = identitiesAt(new LeakWatch(), at(100), at(10_000)).map(([leak]) => leak?.[0]);
    assert.deepEqual(names, ['audit', 'audit']);
  });

  it('a caller that names a leak while V8 has inlined another below it gives way to that', () => {
    const others = ['start > lib/clone 50'];
    const inlined = { grown: ['timer > handle > lib/clone 100'], others, leaking: 'timer handle lib/clone' };
    const exact = ['timer > handle > audit > lib/clone 20'];
    const seen = { grown: ['timer > lib/clone 100'], exact, others, leaking: 'timer lib/clone' };
    const names = identitiesAt(new LeakWatch(), inlined, seen).map(([leak]) => leak?.[0]);
    assert.deepEqual(names, ['handle', 'audit']);
  });

  it('a leak that has been seen exactly is shown so, whatever V8 inlines afterwards', () => {
    const watch = new LeakWatch();
    const exact = { grown: ['timer 100'], exact: ['timer > save 20'], leaking: 'timer' };
    const moved = { grown: ['other > timer 100'], exact: ['timer > save 3'], leaking: 'other timer' };
    assert.deepEqual(identitiesAt(watch, exact, moved), [[['save', 'save']], [['save', 'save']]]);
    assert.deepEqual(
      watch.named.map(({ view }) => view.exact),
      [true],
    );
  });

  it('a leak that has been seen exactly has the name of a caller once its function turns out to be shared', () => {
    const exact = (samples: number): readonly string[] => [`timer > audit > lib/clone ${samples}`];
    const alone = { grown: ['timer 100'], exact: exact(20), leaking: 'timer' };
    const shared = { ...alone, exact: exact(15), dropped: ['timer > quote > lib/clone 60'] };
    const names = identitiesAt(new LeakWatch(), alone, shared).map(([leak]) => leak?.[0]);
    assert.deepEqual(names, ['lib/clone', 'audit']);
  });

  it('another sampler goes on with the leaks of the one before', () => {
    const [part = assert.fail()] = sampleSuspect().parts;
    const previous = sampleSuspect({ id: 'first', site: 'handle', parts: [{ ...part, site: 'save' }] });
    const found = identitiesAt(new LeakWatch([previous]), { grown: ['handle > save 100'], leaking: 'handle save' });
    assert.deepEqual(found, [[['save', 'first']]]);
  });

  it('a leak that is over and comes again is a new one, and no two leaks have one identity', () => {
    const watch = new LeakWatch();
    const leak = { grown: ['timer > save 100'], leaking: 'timer save' };
    identitiesAt(watch, leak);
    watch.keep([]);
    const moved = { grown: ['other > save 100'], leaking: 'other save' };
    assert.deepEqual(identitiesAt(watch, moved), [[['save', 'save']]]);
  });
});

describe('what grows and might be seen better without inlining', () => {
  it('it is what leaks and what grows, each with the function that it was seen in and its births a second', () => {
    const watch = new LeakWatch();
    const script = { grown: ['timer > save 100', 'other > fill 50'], leaking: 'timer save', growing: 'other fill' };
    watch.note(scriptedGrowth(script), isExact);
    assert.deepEqual(watch.growing, [
      { id: 'save', birthsPerSecond: 1, isExact: false },
      { id: 'fill', birthsPerSecond: 0.5, isExact: false },
    ]);
  });

  it('it says what has been seen so already', () => {
    const watch = new LeakWatch();
    watch.note(scriptedGrowth({ grown: ['timer 100'], exact: ['timer > save 20'], leaking: 'timer' }), isExact);
    assert.deepEqual(
      watch.growing.map(({ id, isExact: isSeen }) => [id, isSeen]),
      [['timer', true]],
    );
  });

  it('it is nothing where nothing grows, and where nothing is known', () => {
    const watch = new LeakWatch();
    watch.note(scriptedGrowth({ grown: [], leaking: '' }), isExact);
    assert.deepEqual(watch.growing, []);
    watch.note(undefined, isExact);
    assert.deepEqual([watch.growing, watch.named], [[], []]);
  });
});
