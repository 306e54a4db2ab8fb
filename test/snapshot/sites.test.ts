import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameTable } from '../../src/snapshot/frame-table.js';
import { sitesOf } from '../../src/snapshot/sites.js';
import { type Call, profileOf, siteOf } from '../support/stack-profile.js';

const HANDLER: Call = ['handler', '/srv/app/server.js', 12];
const CACHE: Call = ['Cache.set', '/srv/app/node_modules/lru/index.js', 40];

function newTable(): FrameTable {
  return new FrameTable({ workingDirectory: '/srv/app' });
}

describe('a site', () => {
  it('the site of a stack is the innermost frame of the program', () => {
    assert.deepEqual(siteOf(newTable(), HANDLER, CACHE), {
      site: 'Cache.set lru/index.js:40',
      function: 'Cache.set',
      file: '/srv/app/node_modules/lru/index.js',
      line: 40,
      column: 40,
      package: 'lru',
    });
  });

  it('the site of a builtin’s allocation is its caller', () => {
    assert.equal(siteOf(newTable(), HANDLER, ['push']).site, 'handler server.js:12');
  });

  it('the site of an allocation in Node’s own modules is their caller', () => {
    const site = siteOf(newTable(), HANDLER, ['Readable.on', 'node:internal/streams/readable', 900, 7, 30]);
    assert.equal(site.site, 'handler server.js:12');
  });

  it('the site is the caller through any number of frames that are not the program’s', () => {
    const site = siteOf(newTable(), HANDLER, ['map'], ['emit', 'node:events', 460, 8, 44], ['push']);
    assert.equal(site.site, 'handler server.js:12');
  });

  it('the site is the program’s frame again where Node calls back into it', () => {
    const site = siteOf(newTable(), HANDLER, ['emit', 'node:events', 460, 8, 44], CACHE);
    assert.equal(site.site, 'Cache.set lru/index.js:40');
  });

  it('the site is the innermost of Node’s own frames where none is the program’s, else the innermost there is', () => {
    const table = newTable();
    const timers: Call = ['processTimers', 'node:internal/timers', 500, 9, 24];
    assert.equal(siteOf(table, timers).site, 'processTimers node:internal/timers:500');
    assert.equal(siteOf(table, timers, ['push']).site, 'processTimers node:internal/timers:500');
    assert.equal(siteOf(table, ['reduce'], ['push']).site, 'push');
  });

  for (const bucket of ['(GC)', '(V8 API)', '(EXTERNAL)']) {
    it(`V8’s bucket ${bucket} is a site of its own`, () => {
      assert.deepEqual(siteOf(newTable(), [bucket]), {
        site: bucket,
        function: bucket,
        file: '',
        line: 0,
        column: 0,
        package: null,
      });
    });
  }

  it('the root is the site of what V8 attributes to no stack', () => {
    assert.equal(siteOf(newTable()).site, '(root)');
  });

  it('every row of a profile has a site', () => {
    const profile = profileOf(HANDLER, CACHE, ['push']);
    const sites = sitesOf(profile, newTable().framesOf(profile));
    assert.deepEqual(
      sites.map(({ site }) => site),
      ['(root)', 'handler server.js:12', 'Cache.set lru/index.js:40', 'Cache.set lru/index.js:40'],
    );
  });
});
