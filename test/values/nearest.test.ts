import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestTo } from '../../src/values/nearest.js';

const WORDS = ['PORT', 'HOST', 'PERIOD', 'BUDGETS', 'STACK_DEPTH'];

describe('the word that was probably meant', () => {
  for (const [word, nearest] of [
    ['PORT', 'PORT'],
    ['PROT', 'PORT'],
    ['PORTS', 'PORT'],
    ['HSOT', 'HOST'],
    ['PEROID', 'PERIOD'],
    ['PERIODS', 'PERIOD'],
    ['BUDGET', 'BUDGETS'],
    ['STACKDEPTH', 'STACK_DEPTH'],
  ] as const) {
    it(`${word} was probably meant to be ${nearest}`, () => {
      assert.equal(nearestTo(word, WORDS), nearest);
    });
  }

  for (const word of ['', 'X', 'FOO', 'SECRET', 'STACK', 'period']) {
    it(`"${word}" is like none of the words`, () => {
      assert.equal(nearestTo(word, WORDS), undefined);
    });
  }
});
