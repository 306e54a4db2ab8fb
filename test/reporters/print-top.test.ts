import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { printTop } from '../../src/reporters/print-top.js';
import type { Snapshot } from '../../src/snapshot/snapshot.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const refused = { name: 'HeapgaugeError', code: 'ERR_HEAPGAUGE_INVALID_OPTION' };

describe('printTop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-top-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'a.js');
  writeFileSync(file, 'const cache = [];\n  function fill() {}\n');

  const main = sampleFrame('main', '/app/src/main.js', 1);
  const allocations = [
    { stack: [main, sampleFrame('fill', file, 2)], sizeBytes: 4096, ordinal: 1 },
    { stack: [main, sampleFrame('fill', file, 2)], sizeBytes: 1024, ordinal: 2 },
    { stack: [main], sizeBytes: 2048, ordinal: 3 },
    { stack: [sampleFrame('(V8 API)')], sizeBytes: 100, ordinal: 4 },
    { stack: [sampleFrame('(GC)')], sizeBytes: 50, ordinal: 5 },
  ];

  function printed(snapshot: Snapshot, limit?: number): string {
    let text = '';
    const stream = { write: (part: string) => (text += part) };
    printTop(snapshot, limit === undefined ? { stream } : { stream, limit });
    return text;
  }

  it('printTop prints the largest sites, their source text, the rest and the sum', () => {
    assert.equal(
      printed(sampleSnapshot(allocations), 2),
      [
        'Top 2 of 4 sites',
        `#1: fill ${file}:2: 5.00 KiB, 2 allocations`,
        '    function fill() {}',
        '#2: main src/main.js:1: 2.00 KiB, 1 allocation',
        '2 other: 150 B',
        'Total: 7.15 KiB',
        '',
      ].join('\n'),
    );
  });

  it('printTop prints the error of what is sampled', () => {
    const sampled = sampleSnapshot([{ stack: [main], sizeBytes: 1024, ordinal: 1 }], { sampleIntervalBytes: 1024 });
    assert.equal(
      printed(sampled),
      ['Top 1 of 1 sites', '#1: main src/main.js:1: 1.00 KiB ± 1.00 KiB, 1 sample', 'Total: 1.00 KiB', ''].join('\n'),
    );
  });

  it('printTop prints no rest where there is none', () => {
    assert.doesNotMatch(printed(sampleSnapshot(allocations), 4), /other/);
  });

  it('printTop prints ten sites where no limit is given', () => {
    const sites = Array.from({ length: 12 }, (_, n) => ({
      stack: [sampleFrame(`s${n + 1}`, '/app/src/a.js', n + 1)],
      sizeBytes: n + 1,
      ordinal: n + 1,
    }));
    const text = printed(sampleSnapshot(sites));
    assert.match(text, /^Top 10 of 12 sites\n/);
    assert.match(text, /\n2 other: 3 B\n/);
  });

  it('printTop prints the sum alone for an empty snapshot', () => {
    assert.equal(printed(sampleSnapshot([])), 'Top 0 of 0 sites\nTotal: 0 B\n');
  });

  it('printTop refuses a wrong limit and an unknown option, and then prints nothing', () => {
    let writes = 0;
    const stream = { write: () => (writes += 1) };
    assert.throws(() => {
      printTop(sampleSnapshot(allocations), { limit: 0, stream });
    }, refused);
    assert.throws(() => {
      printTop(sampleSnapshot(allocations), { output: stream } as object);
    }, refused);
    assert.equal(writes, 0);
  });
});
