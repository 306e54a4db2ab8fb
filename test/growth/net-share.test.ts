import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { netShare } from '../../src/growth/net-share.js';

describe('the share of net growth in what has come', () => {
  it('it is 1 where nothing has died, 0 where as much has as was born, and in between otherwise', () => {
    assert.equal(netShare(150, { then: 50, left: 50 }), 1);
    assert.equal(netShare(100, { then: 100, left: 40 }), 0);
    assert.equal(netShare(150, { then: 100, left: 50 }), 0.5);
    assert.equal(netShare(50, { then: 100, left: 40 }), 0);
  });

  it('where nothing has come, as V8 inlines the function again, it is what is left of what was there', () => {
    assert.equal(netShare(100, { then: 100, left: 100 }), 1);
    assert.equal(netShare(30, { then: 100, left: 30 }), 0.3);
    assert.equal(netShare(0, { then: 0, left: 0 }), 1);
  });
});
