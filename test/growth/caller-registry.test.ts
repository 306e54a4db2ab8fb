import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallerRegistry } from '../../src/growth/caller-registry.js';
import { siteFrame } from '../support/scripted-heap.js';

function registryOf(most: number, callers: number): CallerRegistry {
  const registry = new CallerRegistry(most);
  for (let n = 0; n < callers; n += 1) registry.add(functionAt(n), n + 1);
  return registry;
}

function functionAt(n: number): Parameters<CallerRegistry['add']>[0] {
  return { frame: siteFrame(`caller ${n}`), subtrees: [] };
}

const samplesOf = ({ frame }: { frame: { site: string } }): number => Number(frame.site.split(' ')[1]) + 1;

describe('CallerRegistry', () => {
  it('the registry has no more callers than may be followed', () => {
    assert.equal(registryOf(16, 40).size, 16);
  });

  it('the registry makes room by dropping the callers of the fewest samples, which do not come back at once', () => {
    const registry = registryOf(16, 16);
    registry.makeRoom(samplesOf);
    assert.equal(registry.size, 14);
    assert.equal(registry.find('caller 0'), undefined);
    assert.ok(registry.find('caller 15') !== undefined);
    assert.equal(registry.add(functionAt(0), 1), undefined);
    assert.ok(registry.add(functionAt(50), 51) !== undefined);
  });

  it('the registry keeps a caller that is leaking, however few samples it has', () => {
    const registry = registryOf(16, 16);
    const leaking = registry.find('caller 0');
    assert.ok(leaking !== undefined);
    leaking.leak = { sinceSeconds: 0, spanSeconds: 3600, dispersion: 1, reason: 'lasting', bytesPerSecond: 1 };
    registry.makeRoom(samplesOf);
    assert.equal(registry.find('caller 0'), leaking);
  });
});
