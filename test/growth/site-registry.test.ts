import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SiteRegistry } from '../../src/growth/site-registry.js';
import { OTHER_FRAME } from '../../src/snapshot/frame.js';
import { siteFrame } from '../support/scripted-heap.js';

describe('SiteRegistry', () => {
  it('the registry has one series for each site', () => {
    const registry = new SiteRegistry();
    const series = registry.seriesOf(siteFrame('a'));
    assert.equal(registry.seriesOf(siteFrame('a')), series);
    assert.notEqual(registry.seriesOf(siteFrame('b')), series);
    assert.equal(registry.size, 2);
    assert.deepEqual(
      [...registry.all()].map(({ place }) => place.site),
      ['a', 'b'],
    );
  });

  it('the registry gives every series an index of its own, below the end', () => {
    const registry = new SiteRegistry();
    for (let n = 0; n < 50; n += 1) registry.seriesOf(siteFrame(`${n}`));
    const indexes = [...registry.all()].map(({ index }) => index);
    assert.equal(new Set(indexes).size, 50);
    assert.ok(indexes.every((index) => index >= 0 && index < registry.end));
  });

  it('the registry begins a new series for a site whose series was dropped', () => {
    const registry = new SiteRegistry();
    const series = registry.seriesOf(siteFrame('a'));
    series.heldSeconds = 10;
    registry.drop(series);
    assert.equal(registry.size, 0);
    assert.equal(registry.seriesOf(siteFrame('a')).heldSeconds, undefined);
    assert.equal(registry.seriesOf(siteFrame('a')).estimate.state, 'warming');
  });

  it('the registry gives the index of a dropped series to another', () => {
    const registry = new SiteRegistry();
    for (let n = 0; n < 1000; n += 1) {
      registry.seriesOf(siteFrame(`${n}`));
      if (n >= 10) registry.drop(registry.seriesOf(siteFrame(`${n - 10}`)));
    }
    assert.ok(registry.end <= 11, `${registry.end} indexes for 10 series`);
  });

  it('the registry has one series for all sites beyond the most that are followed one by one', () => {
    const registry = new SiteRegistry();
    for (let n = 0; n < 12_000; n += 1) registry.seriesOf(siteFrame(`${n}`));
    assert.ok(registry.size < 10_100);
    assert.equal(registry.seriesOf(siteFrame('one more')).place, OTHER_FRAME);
    assert.equal(registry.seriesOf(siteFrame('0')).place.site, '0');
  });
});
