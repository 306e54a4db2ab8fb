import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameTable } from '../../src/snapshot/frame-table.js';
import { sitesOf } from '../../src/snapshot/sites.js';
import { type Call, profileOfStacks } from '../support/stack-profile.js';

const CREATOR: Call = ['compile', '/srv/app/node_modules/ajv/core.js', 12, 5, 9];
const HANDLER: Call = ['handle', '/srv/app/server.js', 30, 6, 16];

/** The outermost code of a script, which V8 runs when the script is made. */
function outermost(scriptId: number): Call {
  return ['', '', 1, scriptId, 1];
}

function generated(scriptId: number, name = 'validate'): Call {
  return [name, '', 3, scriptId, 26];
}

/** The sites of the innermost calls of some stacks, seen in one profile. */
function sitesIn(table: FrameTable, ...stacks: ReadonlyArray<readonly Call[]>): unknown[] {
  return stacks.map((stack) => {
    const profile = profileOfStacks(...stacks.filter((one) => one !== stack), stack);
    return sitesOf(profile, table.framesOf(profile)).find((_, row) => isInnermostOf(profile.nodes, row))?.site;
  });
}

/** The last stack comes first in the table, its innermost call last of it. */
function isInnermostOf({ parent, count }: { parent: Int32Array; count: number }, row: number): boolean {
  return row > 0 && (row === count - 1 || parent[row + 1] !== row);
}

function newTable(): FrameTable {
  return new FrameTable({ workingDirectory: '/srv/app' });
}

describe('the functions of new Function and eval', () => {
  it('what they allocate counts for no function that calls them', () => {
    assert.deepEqual(sitesIn(newTable(), [HANDLER, generated(7)]), ['validate <generated code>']);
    assert.deepEqual(sitesIn(newTable(), [HANDLER, generated(7, ''), ['push']]), ['(anonymous) <generated code>']);
    assert.deepEqual(sitesIn(newTable(), [HANDLER, generated(7), HANDLER]), ['handle server.js:30']);
  });

  it('what the outermost code of a script allocates counts for who made it, and so does the rest of the script', () => {
    const creator = 'compile ajv/core.js:12';
    assert.deepEqual(sitesIn(newTable(), [CREATOR, outermost(7)]), [creator]);
    const stacks = [
      [CREATOR, ['Function'], outermost(7)],
      [HANDLER, generated(7)],
      [HANDLER, generated(8)],
    ] satisfies Call[][];
    assert.deepEqual(sitesIn(newTable(), ...stacks), [creator, creator, 'validate <generated code>']);
  });

  it('a script whose creator was seen keeps it while V8 has the sample of it no more', () => {
    const table = newTable();
    sitesIn(table, [CREATOR, outermost(7)]);
    assert.deepEqual(sitesIn(table, [HANDLER, generated(7)]), ['compile ajv/core.js:12']);
  });

  it('no creator is named where two functions seem to be it', () => {
    const stacks = [
      [CREATOR, outermost(7)],
      [HANDLER, outermost(7)],
    ] satisfies Call[][];
    const site = '(anonymous) <generated code>';
    assert.deepEqual(sitesIn(newTable(), ...stacks), [site, site]);
  });

  it('functions whose names a program numbers are one site, and the number of names is bounded', () => {
    const table = newTable();
    const sites = new Set<unknown>();
    for (let script = 1; script <= 300; script += 1) {
      for (const call of [generated(script, `validate${script}`), generated(1000 + script, `of${script}more`)]) {
        for (const site of sitesIn(table, [HANDLER, call])) sites.add(site);
      }
    }
    assert.ok(sites.has('validate# <generated code>') && sites.has('(other) <generated code>'));
    assert.equal(sites.size, 101);
  });
});
