import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

/** Returns the kibibytes that each site of the fixture holds. */
async function sitesAt(intervalBytes: number): Promise<Map<string, number>> {
  const { code, stdout, stderr } = await runNode(fixture('generated-code'), { arguments: [String(intervalBytes)] });
  assert.equal(code, 0, stderr);
  return new Map((JSON.parse(stdout) as { kibibytes: Array<[string, number]> }).kibibytes);
}

describe('what code of new Function and eval holds', () => {
  it('counts for the function that made it where every allocation is seen, and never for one that calls it', async () => {
    const sites = await sitesAt(1);
    const [compileSchema = 0, readTable = 0] = [sites.get('compileSchema'), sites.get('readTable')];
    assert.ok(compileSchema > 500, JSON.stringify([...sites]));
    assert.ok(readTable > 50, JSON.stringify([...sites]));
    for (const caller of ['callFirst', 'callOften']) {
      assert.ok((sites.get(caller) ?? 0) < compileSchema / 30, JSON.stringify([...sites]));
    }
    assert.ok(sites.size < 10, JSON.stringify([...sites]));
  });

  it('counts for it or under the functions’ own names where samples are taken, and never for one that calls it', async () => {
    const sites = await sitesAt(512);
    const generated = [...sites].filter(([site]) => site.endsWith('<generated code>'));
    const held = [...sites.values()].reduce((sum, kibibytes) => sum + kibibytes, 0);
    assert.ok((sites.get('compileSchema') ?? 0) > 0.1 * held, JSON.stringify([...sites]));
    assert.ok(sites.has('validate# <generated code>'), JSON.stringify([...sites]));
    assert.ok(generated.length <= 2, JSON.stringify([...sites]));
    for (const caller of ['callFirst', 'callOften']) {
      assert.ok((sites.get(caller) ?? 0) < 0.05 * held, JSON.stringify([...sites]));
    }
  });
});
