import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../src/v8/profile.js';
import { type RawProfile, toProfile } from '../../src/v8/raw-profile.js';

/** An answer of the inspector: root → outer → (inner, push), with ids in no order, as V8 gives them. */
const RAW: RawProfile = {
  head: {
    id: 1,
    selfSize: 1000,
    callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
    children: [
      {
        id: 9,
        selfSize: 9000,
        callFrame: { functionName: 'outer', scriptId: '70', url: '/srv/app.js', lineNumber: 0, columnNumber: 0 },
        children: [
          {
            id: 4,
            selfSize: 4000,
            callFrame: { functionName: '', scriptId: '70', url: '/srv/app.js', lineNumber: 41, columnNumber: 16 },
            children: [],
          },
          {
            id: 7,
            selfSize: 7000,
            callFrame: { functionName: 'push', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
            children: [],
          },
        ],
      },
    ],
  },
  samples: [
    { size: 524_288, nodeId: 4, ordinal: 17 },
    { size: 600_000, nodeId: 7, ordinal: 3 },
    { size: 524_288, nodeId: 4, ordinal: 5_000_000_000 },
  ],
};

function rowOf({ nodes, strings }: Profile, functionName: string): number {
  return nodes.functionName.findIndex((index) => strings[index] === functionName);
}

describe('toProfile', () => {
  const profile = toProfile(RAW);
  const { nodes, samples, strings } = profile;

  it('every node has a row', () => {
    assert.equal(nodes.count, 4);
    for (const column of [
      nodes.parent,
      nodes.functionName,
      nodes.script,
      nodes.line,
      nodes.column,
      nodes.id,
      nodes.scriptId,
    ]) {
      assert.equal(column.length, 4);
    }
  });

  it('every node but the root names its calling node', () => {
    const outer = rowOf(profile, 'outer');
    assert.equal(nodes.parent[0], -1);
    assert.equal(nodes.parent[outer], 0);
    assert.equal(nodes.parent[rowOf(profile, 'push')], outer);
    assert.equal(nodes.parent[rowOf(profile, '')], outer);
  });

  it('all that is below a node follows it at once', () => {
    const isBelow = (row: number, above: number): boolean =>
      row === above || (row > above && isBelow(nodes.parent[row] ?? -1, above));
    for (let above = 0; above < nodes.count; above += 1) {
      const rows = Array.from(nodes.parent, (_, row) => row).filter((row) => isBelow(row, above));
      assert.deepEqual(
        rows,
        Array.from(rows, (_, n) => above + n),
      );
    }
  });

  it('a parent stands before its children', () => {
    nodes.parent.forEach((parent, row) => {
      assert.ok(parent < row);
    });
  });

  it('lines and columns count from 1', () => {
    assert.equal(nodes.line[rowOf(profile, 'outer')], 1);
    assert.equal(nodes.column[rowOf(profile, 'outer')], 1);
    assert.equal(nodes.line[rowOf(profile, '')], 42);
    assert.equal(nodes.column[rowOf(profile, '')], 17);
  });

  it('a function without a line has line 0', () => {
    assert.equal(nodes.line[rowOf(profile, 'push')], 0);
    assert.equal(nodes.column[rowOf(profile, 'push')], 0);
  });

  it('nodes and scripts have the numbers that V8 gives them, and builtins none of a script', () => {
    const push = rowOf(profile, 'push');
    assert.deepEqual([nodes.id[rowOf(profile, '')], nodes.scriptId[rowOf(profile, '')]], [4, 70]);
    assert.deepEqual([nodes.id[push], nodes.scriptId[push]], [7, 0]);
  });

  it('nodes have the sum of their own samples that V8 gives them', () => {
    assert.deepEqual([nodes.selfBytes?.[rowOf(profile, '')], nodes.selfBytes?.[rowOf(profile, 'push')]], [4000, 7000]);
  });

  it('each text is kept once', () => {
    assert.deepEqual([...strings].sort(), ['', '(root)', '/srv/app.js', 'outer', 'push']);
    assert.equal(nodes.script[rowOf(profile, 'outer')], nodes.script[rowOf(profile, '')]);
  });

  it('each sample points to the row of its node', () => {
    assert.equal(samples.count, 3);
    assert.deepEqual([...samples.node], [rowOf(profile, ''), rowOf(profile, 'push'), rowOf(profile, '')]);
  });

  it('weights and ordinals stay as they are, ordinals past 32 bits too', () => {
    assert.deepEqual([...samples.weightBytes], [524_288, 600_000, 524_288]);
    assert.deepEqual([...samples.ordinal], [17, 3, 5_000_000_000]);
  });

  it('a sample of a node that is not listed belongs to the root', () => {
    const stray = toProfile({ head: RAW.head, samples: [{ size: 8, nodeId: 99, ordinal: 1 }] });
    assert.equal(stray.samples.node[0], 0);
  });

  it('a profile without samples is read', () => {
    assert.equal(toProfile({ head: RAW.head, samples: [] }).samples.count, 0);
  });

  it('a stack far deeper than the machine’s own is read', () => {
    let node = RAW.head;
    for (let id = 100; id < 50_100; id += 1) node = { ...RAW.head, id, children: [node] };
    assert.equal(toProfile({ head: node, samples: [] }).nodes.count, 50_004);
  });
});
