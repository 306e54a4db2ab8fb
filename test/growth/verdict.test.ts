import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateOf } from '../../src/growth/verdict.js';

function growth(lower: number, upper: number, windowSeconds = 60): Parameters<typeof stateOf>[0] {
  return { bytesPerSecond: (lower + upper) / 2, lower, upper, confidence: 0.95, windowSeconds };
}

describe('stateOf', () => {
  it('is warming while nothing could be measured', () => {
    assert.equal(stateOf(growth(0, 0, 0)), 'warming');
  });

  it('is growing where all of the interval is above zero', () => {
    assert.equal(stateOf(growth(1, 9)), 'growing');
  });

  it('is shrinking where all of the interval is below zero', () => {
    assert.equal(stateOf(growth(-9, -1)), 'shrinking');
  });

  it('is steady where the interval holds zero, its ends among it', () => {
    assert.equal(stateOf(growth(-1, 9)), 'steady');
    assert.equal(stateOf(growth(0, 9)), 'steady');
    assert.equal(stateOf(growth(-9, 0)), 'steady');
  });

  it('is never leaking by one interval, however steep', () => {
    assert.equal(stateOf(growth(1e12, 2e12)), 'growing');
  });
});
