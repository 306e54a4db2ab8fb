import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasKeeper, isAllocator, isSuspectPlace, type Leak } from './workload.js';
import { WORKLOADS } from './workloads/index.js';

const LEAK: Leak = {
  allocators: ['set store/memory.js', 'jsdom'],
  keeper: 'visit program.ts',
  place: 'visit program.ts',
  bytesPerSecond: 1000,
};

const set = { function: 'set', file: '/program/node_modules/store/memory.js', package: 'store' };

describe('the place of a leak', () => {
  it('a function allocates what leaks that has the name and the file', () => {
    assert.equal(isAllocator(LEAK, set), true);
    assert.equal(isAllocator(LEAK, { ...set, function: 'get' }), false);
    assert.equal(isAllocator(LEAK, { ...set, file: '/program/node_modules/restore/memory.js' }), false);
  });

  it('every function of a package allocates what leaks where the package is listed', () => {
    assert.equal(isAllocator(LEAK, { function: 'Window', file: '/x/jsdom/Window.js', package: 'jsdom' }), true);
  });

  it('the keeper is searched on the whole stack, by its name and its file', () => {
    const inner = 'set (store/memory.js:121)';
    assert.equal(hasKeeper(LEAK, [inner, 'visit (test/program.ts:7)']), true);
    assert.equal(hasKeeper(LEAK, [inner, 'visit (test/other.ts:7)']), false);
    assert.equal(hasKeeper(LEAK, [inner, 'revisit (test/program.ts:7)']), false);
    assert.equal(hasKeeper({ allocators: [], bytesPerSecond: 1000 }, [inner]), true);
  });

  it('a suspect may name any function where that is left open', () => {
    assert.equal(isSuspectPlace(LEAK, set), false);
    assert.equal(isSuspectPlace({ ...LEAK, place: 'set memory.js' }, set), true);
    assert.equal(isSuspectPlace({ allocators: [], bytesPerSecond: 1000 }, set), true);
  });
});

describe('the workloads', () => {
  for (const { name, leak } of WORKLOADS) {
    if (leak === undefined) continue;
    it(`${name} says which functions allocate what leaks, and all its own are there`, () => {
      assert.ok(leak.component === 'external' || leak.allocators.length > 0);
      for (const written of [...leak.allocators, leak.keeper ?? '', leak.place ?? '']) {
        const [functionName = '', file = ''] = written.split(' ');
        if (!file.endsWith('.ts') || file.includes('/')) continue;
        const source = readFileSync(
          fileURLToPath(new URL(`../../../../test/bench/lab/workloads/${file}`, import.meta.url)),
          'utf8',
        );
        assert.match(source, new RegExp(`(function|class) ${functionName}\\b`));
      }
    });
  }
});
