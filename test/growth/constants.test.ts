import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as constants from '../../src/growth/constants.js';
import { leastSamples } from '../../src/growth/significance.js';
import { falseAlarmProbability } from '../../src/growth/thresholds.js';
import { numberOf, VARIED_CONSTANTS } from '../bench/constants/variants.js';
import { THRESHOLDS } from '../support/scripted-heap.js';

// From the compiled file to the source's folder.
const README = readFileSync(new URL('../../../src/growth/README.md', import.meta.url), 'utf8');

describe('the constants of the verdict', () => {
  it('the bench tries every constant of the verdict with two other values', () => {
    assert.deepEqual(VARIED_CONSTANTS.map(({ name }) => name).sort(), Object.keys(constants).sort());
    for (const { name, value, others } of VARIED_CONSTANTS)
      assert.equal(new Set([value, ...others].map(numberOf)).size, 3, name);
  });

  for (const [name, value] of Object.entries(constants)) {
    it(`the README has the present value of ${name}, what asks for it and what others would cost`, () => {
      const varied = VARIED_CONSTANTS.find((constant) => constant.name === name);
      assert.ok(varied !== undefined);
      assert.equal(numberOf(varied.value), value);
      assert.notEqual(varied.askedForBy, '');
      const row = README.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row !== undefined, `no row for ${name}`);
      const [, , shown = '', askedForBy = '', costs = ''] = row.split('|').map((cell) => cell.trim());
      assert.equal(shown, `\`${varied.value}\``);
      assert.equal(askedForBy, varied.askedForBy);
      for (const other of varied.others) assert.ok(costs.includes(`\`${other}\`: `), costs);
    });
  }
});

it('the README says how many samples the verdict takes at the defaults', () => {
  assert.match(README, new RegExp(`it takes ${leastSamples(falseAlarmProbability(THRESHOLDS, 1))} samples that stay`));
});
