import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NamedFunction, SiteNames } from '../../src/snapshot/site-names.js';

function functionAt(name: string, line: number, column: number, file = '/srv/app/src/a.js'): NamedFunction {
  return { function: name, file, shortPath: file.replace(/^\/srv\/(?:app|other)\//, ''), line, column };
}

function newNames(): SiteNames {
  return new SiteNames(2 ** 20);
}

describe('the names of sites', () => {
  it('a function that a person has named is known by its line, and one without a name by its column, too', () => {
    const names = newNames();
    assert.equal(names.siteOf(functionAt('save', 3, 25)), 'save src/a.js:3');
    assert.equal(names.siteOf(functionAt('(anonymous)', 3, 25)), '(anonymous) src/a.js:3:25');
    assert.equal(names.siteOf(functionAt('(anonymous)', 3, 0)), '(anonymous) src/a.js:3', 'without a column');
  });

  it('a function on a line longer than a person writes is known by its column, whatever has come before', () => {
    assert.equal(newNames().siteOf(functionAt('a', 1, 73_211)), 'a src/a.js:1:73211');
    assert.equal(newNames().siteOf(functionAt('a', 1, 200)), 'a src/a.js:1');
  });

  it('two functions of one name on one line are two sites', () => {
    const names = newNames();
    const [first, second] = [functionAt('get', 3, 10), functionAt('get', 3, 60)];
    assert.deepEqual(
      [first, second].map((one) => names.siteOf(one)),
      ['get src/a.js:3', 'get src/a.js:3:60'],
    );
    assert.deepEqual(
      [second, first].map((one) => names.siteOf(one)),
      ['get src/a.js:3:60', 'get src/a.js:3'],
    );
  });

  it('two files of one short path are two sites, and so are their functions without a name', () => {
    const names = newNames();
    for (const [name, column, expected] of [
      ['log', 0, ['log src/a.js:3', 'log /srv/other/src/a.js:3']],
      ['log', 9, ['log src/a.js:3', 'log src/a.js:3:9', 'log /srv/third/src/a.js:3:9']],
      ['(anonymous)', 9, ['(anonymous) src/a.js:3:9', '(anonymous) /srv/other/src/a.js:3:9']],
    ] as const) {
      const fresh = name === 'log' && column === 9 ? newNames() : names;
      const files = ['/srv/app/src/a.js', '/srv/other/src/a.js', '/srv/third/src/a.js'].slice(0, expected.length);
      const sites = files.map((file) => fresh.siteOf({ ...functionAt(name, 3, column, file), shortPath: 'src/a.js' }));
      assert.deepEqual(sites, expected);
    }
  });

  it('names that are given again once their memory is used up stay those of their functions', () => {
    const names = new SiteNames(1000);
    const sites = (): string[] => Array.from({ length: 50 }, (_, line) => names.siteOf(functionAt('f', line + 1, 5)));
    assert.deepEqual(sites(), sites());
  });
});
