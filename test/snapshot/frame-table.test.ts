import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameTable } from '../../src/snapshot/frame-table.js';
import { type Call, siteOf } from '../support/stack-profile.js';

const HANDLER: Call = ['handler', '/srv/app/server.js', 12];
const CACHE: Call = ['Cache.set', '/srv/app/node_modules/lru/index.js', 40];

function newTable(): FrameTable {
  return new FrameTable({ workingDirectory: '/srv/app' });
}

describe('a frame table', () => {
  it('a function without a name is called (anonymous)', () => {
    assert.equal(siteOf(newTable(), ['', '/srv/app/server.js', 3]).site, '(anonymous) server.js:3');
  });

  it('a script that is a file URL has a plain path', () => {
    const site = siteOf(newTable(), ['load', 'file:///srv/app/my%20code/main.mjs', 8]);
    assert.equal(site.file, '/srv/app/my code/main.mjs');
    assert.equal(site.site, 'load my code/main.mjs:8');
  });

  it('a file URL that is not a path stays as it is, and so does any other URL', () => {
    assert.equal(siteOf(newTable(), ['f', 'file://elsewhere/%2F', 1]).file, 'file://elsewhere/%2F');
    assert.equal(siteOf(newTable(), ['f', 'evalmachine.<anonymous>', 1]).file, 'evalmachine.<anonymous>');
  });

  it('a path has forward slashes only', () => {
    const table = new FrameTable({ workingDirectory: 'C:\\srv\\app' });
    assert.equal(siteOf(table, ['f', 'C:\\srv\\app\\lib\\a.js', 2]).site, 'f lib/a.js:2');
  });

  it('a function has the same frame object in every profile', () => {
    const table = newTable();
    assert.equal(siteOf(table, HANDLER, CACHE), siteOf(table, CACHE, ['push']));
  });

  it('a frame is of bounded size, and long names that differ in their middle stay two', () => {
    const table = newTable();
    const long = (middle: string): string => `${'a'.repeat(50_000)}${middle}${'b'.repeat(50_000)}`;
    const one = siteOf(table, [long('x'), `data:text/javascript,${long('')}`, 3]);
    const other = siteOf(table, [long('y'), `data:text/javascript,${long('')}`, 3]);
    assert.notEqual(one.site, other.site);
    assert.ok(JSON.stringify(one).length < 2000);
    assert.equal(siteOf(newTable(), [long('x'), `data:text/javascript,${long('')}`, 3]).site, one.site);
  });

  it('a frame has nothing that a terminal obeys', () => {
    const frame = siteOf(newTable(), ['f\u001b[31m', '/srv/app/node_modules/p\u202e/a\n.js', 3]);
    assert.deepEqual(frame, {
      function: 'f\\u001b[31m',
      file: '/srv/app/node_modules/p\\u{202e}/a\\n.js',
      line: 3,
      package: 'p\\u{202e}',
      site: 'f\\u001b[31m p\\u{202e}/a\\n.js:3',
    });
  });

  it('functions of one name are distinguished by their line', () => {
    const table = newTable();
    const other: Call = ['handler', '/srv/app/server.js', 99];
    assert.notEqual(siteOf(table, HANDLER), siteOf(table, other));
  });

  it('a frame table drops its frames once it holds more than its capacity', () => {
    const table = new FrameTable({ workingDirectory: '/srv/app', capacity: 2 });
    const first = siteOf(table, HANDLER);
    assert.equal(siteOf(table, HANDLER), first, 'two sites fit');
    siteOf(table, CACHE);
    const again = siteOf(table, HANDLER);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });
});
