import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../src/v8/profile.js';
import { toProfile } from '../../src/v8/raw-profile.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { FrameTable } from '../../src/snapshot/frame-table.js';

/** A function's name, its script and its 1-based line; V8 leaves out the latter two for builtins. */
type Call = readonly [functionName: string, script?: string, line?: number];

/** The profile of one stack, outermost call first, below V8's root. */
function profileOf(...calls: readonly Call[]): Profile {
  type RawNode = Parameters<typeof toProfile>[0]['head'];
  const stack: readonly Call[] = [['(root)'], ...calls];
  const head = stack.reduceRight<RawNode | undefined>(
    (child, [functionName, url = '', line = 0], depth) => ({
      id: depth + 1,
      callFrame: { functionName, url, lineNumber: line - 1, columnNumber: line - 1 },
      children: child === undefined ? [] : [child],
    }),
    undefined,
  );
  assert.ok(head !== undefined);
  return toProfile({ head, samples: [] });
}

function newTable(): FrameTable {
  return new FrameTable({ workingDirectory: '/srv/app' });
}

/** The site of the innermost call. */
function siteOf(table: FrameTable, ...calls: readonly Call[]): Frame {
  const site = table.sitesOf(profileOf(...calls)).at(-1);
  assert.ok(site !== undefined);
  return site;
}

const HANDLER: Call = ['handler', '/srv/app/server.js', 12];
const CACHE: Call = ['Cache.set', '/srv/app/node_modules/lru/index.js', 40];

describe('a site', () => {
  it('is the innermost frame of the program', () => {
    assert.deepEqual(siteOf(newTable(), HANDLER, CACHE), {
      site: 'Cache.set lru/index.js:40',
      function: 'Cache.set',
      file: '/srv/app/node_modules/lru/index.js',
      line: 40,
      package: 'lru',
    });
  });

  it('is the caller of a builtin', () => {
    assert.equal(siteOf(newTable(), HANDLER, ['push']).site, 'handler server.js:12');
  });

  it('is the caller of Node’s own modules', () => {
    const site = siteOf(newTable(), HANDLER, ['Readable.on', 'node:internal/streams/readable', 900]);
    assert.equal(site.site, 'handler server.js:12');
  });

  it('is the caller through any number of frames that are not the program’s', () => {
    const site = siteOf(newTable(), HANDLER, ['map'], ['emit', 'node:events', 460], ['push']);
    assert.equal(site.site, 'handler server.js:12');
  });

  it('is the program’s frame again where Node calls back into it', () => {
    const site = siteOf(newTable(), HANDLER, ['emit', 'node:events', 460], CACHE);
    assert.equal(site.site, 'Cache.set lru/index.js:40');
  });

  it('is the innermost of Node’s own frames where none is the program’s, else the innermost there is', () => {
    const table = newTable();
    const timers: Call = ['processTimers', 'node:internal/timers', 500];
    assert.equal(siteOf(table, timers).site, 'processTimers node:internal/timers:500');
    assert.equal(siteOf(table, timers, ['push']).site, 'processTimers node:internal/timers:500');
    assert.equal(siteOf(table, ['reduce'], ['push']).site, 'push');
  });

  for (const bucket of ['(GC)', '(V8 API)', '(EXTERNAL)']) {
    it(`is V8's bucket ${bucket} itself`, () => {
      assert.deepEqual(siteOf(newTable(), [bucket]), {
        site: bucket,
        function: bucket,
        file: '',
        line: 0,
        package: null,
      });
    });
  }

  it('is the root itself for what V8 leaves there', () => {
    assert.equal(siteOf(newTable()).site, '(root)');
  });

  it('calls a function without a name anonymous', () => {
    assert.equal(siteOf(newTable(), ['', '/srv/app/server.js', 3]).site, '(anonymous) server.js:3');
  });

  it('has a plain path where the script is a file URL', () => {
    const site = siteOf(newTable(), ['load', 'file:///srv/app/my%20code/main.mjs', 8]);
    assert.equal(site.file, '/srv/app/my code/main.mjs');
    assert.equal(site.site, 'load my code/main.mjs:8');
  });

  it('keeps a file URL that is no path, and other URLs', () => {
    assert.equal(siteOf(newTable(), ['f', 'file://elsewhere/%2F', 1]).file, 'file://elsewhere/%2F');
    assert.equal(siteOf(newTable(), ['f', 'evalmachine.<anonymous>', 1]).file, 'evalmachine.<anonymous>');
  });

  it('has forward slashes only', () => {
    const table = new FrameTable({ workingDirectory: 'C:\\srv\\app' });
    assert.equal(siteOf(table, ['f', 'C:\\srv\\app\\lib\\a.js', 2]).site, 'f lib/a.js:2');
  });
});

describe('a table of sites', () => {
  it('gives a site for every row', () => {
    const profile = profileOf(HANDLER, CACHE, ['push']);
    const sites = newTable().sitesOf(profile);
    assert.deepEqual(
      sites.map(({ site }) => site),
      ['(root)', 'handler server.js:12', 'Cache.set lru/index.js:40', 'Cache.set lru/index.js:40'],
    );
  });

  it('gives the same object for a site in every profile', () => {
    const table = newTable();
    assert.equal(siteOf(table, HANDLER, CACHE), siteOf(table, CACHE, ['push']));
  });

  it('tells functions of one name apart by their line', () => {
    const table = newTable();
    const other: Call = ['handler', '/srv/app/server.js', 99];
    assert.notEqual(siteOf(table, HANDLER), siteOf(table, other));
  });

  it('begins anew once it holds more than its capacity', () => {
    const table = new FrameTable({ workingDirectory: '/srv/app', capacity: 2 });
    const first = siteOf(table, HANDLER);
    assert.equal(siteOf(table, HANDLER), first, 'two sites fit');
    siteOf(table, CACHE);
    const again = siteOf(table, HANDLER);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });
});
