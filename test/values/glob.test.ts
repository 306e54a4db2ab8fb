import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globMatcher } from '../../src/values/glob.js';

describe('a glob', () => {
  for (const [glob, matched, others] of [
    ['src/cache.js', ['src/cache.js'], ['src/cache-js', 'src/cache.jsx', 'lib/src/cache.js', '']],
    ['*', ['a', 'a.js', '.hidden'], ['a/b', '']],
    ['**', ['a', 'a/b', '/a/b', 'MemoryStore.set express-session/session/memory.js:121'], ['']],
    ['src/*', ['src/a', 'src/.a'], ['src', 'src/', 'src/a/b']],
    ['src/**', ['src', 'src/a', 'src/a/b'], ['srca', 'lib/src/a']],
    ['**/a.js', ['a.js', 'x/a.js', '/x/y/a.js'], ['xa.js', 'a.js/x']],
    ['src/**/*-cache/*.js', ['src/x/lru-cache/a.js'], ['src/cache/a.js']],
    ['[a-cx]1', ['a1', 'b1', 'x1'], ['d1', '-1']],
    ['app/[id]/page.js', ['app/[id]/page.js', 'app/i/page.js'], ['app/x/page.js']],
    ['{a,b}/c', ['a/c', 'b/c'], ['c', 'a/x/c']],
    ['(anonymous)', ['(anonymous)'], ['(anonymous']],
    ['src/!(*.test).js', ['src/a.js', 'src/test.js'], ['src/a.test.js']],
  ] as const) {
    it(`${glob} matches ${matched.join(', ')}`, () => {
      const matches = globMatcher(glob);
      for (const name of matched) assert.ok(matches([name]), name);
      for (const name of others) assert.ok(!matches([name]), name);
    });
  }

  it('the negation of a glob matches a thing of which no name matches', () => {
    assert.ok(globMatcher('!src/**')(['/app/lib/a', 'lib/a']));
    assert.ok(!globMatcher('!src/**')(['/app/src/a', 'src/a']));
  });

  it('a glob matches a thing of which one of the names matches', () => {
    assert.ok(globMatcher('src/**')(['/app/src/a', 'src/a']));
  });

  for (const [what, glob, message] of [
    ['more than 1,000 characters', 'a'.repeat(1001), /1000 characters/],
    ['stars that would be tried in more ways than there is time', '*a'.repeat(24), /4 stars/],
    ['many groups', '{a,b}'.repeat(13), /12 stars and groups/],
    ['a repeated group', '*(a|aa)b', /repeated/],
    ['a range from back to front', '[z-a]', /range/i],
  ] as const) {
    it(`a glob with ${what} is refused`, () => {
      assert.throws(() => globMatcher(glob), message);
    });
  }

  it('the worst glob that is taken is done with a long name in moments', () => {
    const started = performance.now();
    assert.equal(globMatcher('*a*a*a*ab')(['a'.repeat(200)]), false);
    assert.ok(performance.now() - started < 30_000);
  });
});
