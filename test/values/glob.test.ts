import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import picomatch from 'picomatch';
import { globMatcher } from '../../src/values/glob.js';
import { randomFrom } from '../support/random.js';
import { below, oneFrom } from '../support/random-snapshot.js';

describe('a glob', () => {
  for (const [glob, matched, others] of [
    ['src/cache.js', ['src/cache.js'], ['src/cache-js', 'src/cache.jsx', 'lib/src/cache.js', '']],
    ['*', ['a', 'a.js', '.hidden'], ['a/b', '']],
    ['**', ['a', 'a/b', '/a/b', 'MemoryStore.set express-session/session/memory.js:121'], ['']],
    ['src/*', ['src/a', 'src/.a'], ['src', 'src/', 'src/a/b']],
    ['src/**', ['src', 'src/a', 'src/a/b'], ['srca', 'lib/src/a']],
    ['**/a.js', ['a.js', 'x/a.js', '/x/y/a.js'], ['xa.js', 'a.js/x']],
    ['src/**/a.js', ['src/a.js', 'src/x/y/a.js'], ['src/xa.js', 'srca.js']],
    ['src/**/*-cache/*.js', ['src/x/lru-cache/a.js'], ['src/cache/a.js']],
    ['**/**/a', ['a', 'x/a', 'x/y/z/a'], ['xa']],
    ['a**b', ['ab', 'axxb'], ['a/b']],
    ['a?c', ['abc', 'a💥c'], ['ac', 'a/c']],
    ['[a-cx]1', ['a1', 'b1', 'x1', '[a-cx]1'], ['d1', '-1']],
    ['[!a-c]1', ['d1'], ['a1', '/1']],
    ['[]a]', [']', 'a', '[]a]'], ['b']],
    ['[a', ['[a'], ['a']],
    ['app/[id]/page.js', ['app/[id]/page.js', 'app/i/page.js'], ['app/x/page.js']],
    ['{a,b/**}/c', ['a/c', 'b/c', 'b/x/c'], ['c', 'a/x/c']],
    ['{a}', ['{a}'], ['a']],
    ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'd']],
    ['a{*,b}', ['a', 'ab', 'ax'], ['a/b']],
    ['(a|b)', ['a', 'b'], ['(a|b', 'ab', '']],
    ['(anonymous) src/*', ['(anonymous) src/a.js:1'], ['anonymous src/a.js:1']],
    ['(*) x', ['(GC) x'], ['GC x']],
    ['?(a|b)c', ['c', 'ac', 'bc'], ['abc']],
    ['*(a|b)c', ['c', 'abac'], ['axc']],
    ['+(a|b)c', ['ac', 'abac'], ['c']],
    ['@(a|b)c', ['ac', 'bc'], ['c', 'abc']],
    ['!(a|b)', ['c', 'ab'], ['a', 'b', 'x/y']],
    ['!(a|b)/c', ['x/c', '/c'], ['a/c', 'b/c']],
    ['src/!(*.test).js', ['src/a.js', 'src/test.js'], ['src/a.test.js']],
    ['!src/**', ['lib/a'], ['src/a', 'src']],
    ['./src/*', ['src/a'], ['./src/a']],
    [String.raw`\*`, ['*', String.raw`\*`], ['a']],
    ['a+b.c^$', ['a+b.c^$'], ['aab.c^$']],
  ] as const) {
    it(`${glob} matches ${matched.map((name) => name || 'nothing').join(', ')}`, () => {
      const matches = globMatcher(glob);
      for (const name of matched) assert.ok(matches([name]), name);
      for (const name of others) assert.ok(!matches([name]), name);
    });
  }

  it('a glob matches one of several names, and its negation none of them', () => {
    assert.ok(globMatcher('src/**')(['/app/src/a', 'src/a']));
    assert.ok(!globMatcher('!src/**')(['/app/src/a', 'src/a']));
  });

  for (const [glob, message] of [
    ['[z-a]', /range/],
    ['a\\', /escape/],
    ['{a,b', /brace/],
    ['+(a', /not closed/],
    ['*('.repeat(300), /./],
    ['!(a!(b))', /exceptions/],
    ['!(a)'.repeat(4), /exceptions/],
    ['a'.repeat(1001), /1000 characters/],
  ] as const) {
    it(`${glob.slice(0, 20)} is refused`, () => {
      assert.throws(() => globMatcher(glob), message);
    });
  }

  for (const [what, glob, name] of [
    ['24 stars on 60 characters', '*a'.repeat(24), `${'a'.repeat(60)}b`],
    ['400 stars on 100 kB', '*a'.repeat(400), `${'a'.repeat(100_000)}b`],
    ['stars in stars', '*(*(*(*(*(*(a|aa))))))'.repeat(20), `${'a'.repeat(1000)}b`],
    ['stars between slashes', '**/*a*/'.repeat(100), `${'aa/'.repeat(333)}b`],
    ['exceptions of stars', '!(*a*a*a*b)!(*a*a*c)!(*a*a*d)x', 'a'.repeat(1000)],
  ] as const) {
    it(`the time to match does not explode with ${what}`, () => {
      const started = performance.now();
      assert.equal(globMatcher(glob)([name]), false);
      // Trying them one after the other takes longer than anybody waits.
      assert.ok(performance.now() - started < 10_000);
    });
  }

  it('a long name of which the middle is cut is matched by its start and its end', () => {
    assert.ok(globMatcher('fn*end')([`fn${'x'.repeat(100_000)}end`]));
  });

  it('globs match what picomatch matches', () => {
    const random = randomFrom(20_261_126);
    const some = (parts: readonly string[], most: number): string =>
      Array.from({ length: 1 + below(random, most) }, () => oneFrom(random, parts)).join('');
    const segment = [
      'a',
      'b',
      'c',
      '.',
      '-',
      '*',
      '?',
      '{a,b}',
      '{b*,ca}',
      '@(a|bc)',
      '+(a|b)',
      '*(ab)',
      '?(a)',
      '[ab]',
    ];
    let matches = 0;
    for (let n = 0; n < 30_000; n += 1) {
      const glob = Array.from({ length: 1 + below(random, 4) }, () =>
        below(random, 4) === 0 ? '**' : some(segment, 4),
      );
      const name = Array.from({ length: 1 + below(random, 4) }, () => some(['a', 'b', 'c', 'ab', '.', '-'], 4));
      // Dots alone name no file. After a group picomatch takes a star and a question mark as a regular expression does,
      // and "/**" at the end, after a star, for one segment at least.
      if ([...glob, ...name].some((one) => /^\.{1,2}$/.test(one))) continue;
      if (/[)}\]][*?]|\*(?:\(ab\))?\/\*\*$/.test(glob.join('/'))) continue;
      // It lets two stars before a group cross slashes, and it does not mind a slash where a segment may be nothing.
      if (glob.some((one) => one !== '**' && one.includes('**'))) continue;
      if (glob.some((one) => /^(?:\?\(a\)|\*\(ab\))+$/.test(one))) continue;
      const expected = picomatch(glob.join('/'), { dot: true })(name.join('/'));
      assert.equal(globMatcher(glob.join('/'))([name.join('/')]), expected, `${glob.join('/')} ${name.join('/')}`);
      if (expected) matches += 1;
    }
    assert.ok(matches > 500, `${matches} matches`);
  });
});
