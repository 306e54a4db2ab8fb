import assert from 'node:assert/strict';
import module from 'node:module';
import { describe, it } from 'node:test';
import type { SourceMaps } from '../../src/symbols/source-maps.js';
import { ownMaps } from '../../src/tracing/own-maps.js';

describe('the maps that V8 was handed on this thread', () => {
  it('all are found, also on a busy machine where one takes longer than all may at a time', (context) => {
    context.mock.method(module, 'findSourceMap', (script: string) => {
      const end = performance.now() + 12;
      while (performance.now() < end);
      return { payload: { version: 3, sources: [script], mappings: '' } };
    });
    const taken: string[] = [];
    const sourceMaps: Pick<SourceMaps, 'takeMap'> = { takeMap: (script) => taken.push(script) };
    const scripts = ['/app/cart.js', '/app/order.js', '/app/visit.js'];
    ownMaps(sourceMaps as SourceMaps)(scripts);
    assert.deepEqual(taken, scripts);
  });
});
