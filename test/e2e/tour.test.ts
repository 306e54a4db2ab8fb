import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { blockMarked, commandsMarked } from '../support/documents.js';
import { ROOT, startProgram } from '../support/run-node.js';

const [TOUR = ''] = commandsMarked('run: tour');

describe('the tour of tracing', () => {
  const output = startProgram('bash', ['-c', TOUR], { timeoutSeconds: 180 }).ended.then(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    return stdout;
  });

  it('the tour prints what the README of snapshots shows, whatever the figures', async () => {
    assert.equal(withoutFigures(await output), withoutFigures(blockMarked('output: tour')));
  });

  it('the tour names each place where it is written', async () => {
    const lines = readFileSync(join(ROOT, 'examples/tracing/tour.ts'), 'utf8').split('\n');
    const places = [...(await output).matchAll(/\b(make\w+) \(?examples\/tracing\/tour\.ts:(\d+)/g)];
    assert.ok(places.length >= 5, `${places.length} places`);
    for (const [, name = '', line] of places)
      assert.match(lines[Number(line) - 1] ?? '', new RegExp(`function ${name}\\(`));
  });

  it('the tour passes one budget and exceeds another, finds a leak and finds none', async () => {
    const text = await output;
    assert.match(text, /^1000 orders within 10 MiB$/m);
    assert.match(text, /^memory budget of 100 KiB exceeded: \d+ KiB held\n {2}\d+ KiB makeOrder /m);
    assert.match(text, /^sent\.push: leak, .* most in makeOrder /m);
    assert.match(text, /^latest = : no leak$/m);
  });
});

/**
 * Sizes and counts differ by a little from run to run and from Node.js to Node.js. Where V8 compiles one more function while
 * allocations are counted, that function is charged with it and is listed as a third site.
 */
function withoutFigures(text: string): string {
  return text
    .replaceAll(/\n {2}[\d.]+ (?:Ki)?B (?:\(anonymous\)|makeOrders) \(examples\/tracing\/tour\.ts:[\d:]+\)/g, '')
    .replaceAll(/\d+(\.\d+)? ([KMG]i)?B\b/g, 'size')
    .replaceAll(/\d+ (allocations?|other|orders kept)/g, 'n $1')
    .replaceAll(/\(\+\d+\)/g, '(+n)')
    .replaceAll(/of \d+ sites/g, 'of n sites')
    .replaceAll(/\d+ to \d+ bytes/g, 'n to n bytes');
}
