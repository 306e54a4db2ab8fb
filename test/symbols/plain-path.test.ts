import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainPath } from '../../src/symbols/plain-path.js';

describe('plainPath', () => {
  for (const { location, path } of [
    { location: 'file:///srv/my%20app/a.ts', path: '/srv/my app/a.ts' },
    { location: 'file://elsewhere/%2F', path: 'file://elsewhere/%2F' },
    { location: 'webpack://app/./a.ts', path: 'webpack://app/./a.ts' },
    { location: 'node:fs', path: 'node:fs' },
    { location: '/srv/a.js', path: '/srv/a.js' },
    { location: '', path: '' },
  ]) {
    it(`plainPath reads the location '${location}' as the path '${path}'`, () => {
      assert.equal(plainPath(location), path);
    });
  }
});
