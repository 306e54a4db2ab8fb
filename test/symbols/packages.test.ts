import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packagedFile } from '../../src/symbols/packages.js';

describe('packagedFile', () => {
  for (const { title, file, name, shortPath } of [
    {
      title: 'a file in node_modules belongs to its package and is shortened to its place there',
      file: '/srv/app/node_modules/express-session/session/memory.js',
      name: 'express-session',
      shortPath: 'express-session/session/memory.js',
    },
    {
      title: 'a file of a scoped package belongs to the package with its scope',
      file: '/srv/app/node_modules/@opentelemetry/api/build/index.js',
      name: '@opentelemetry/api',
      shortPath: '@opentelemetry/api/build/index.js',
    },
    {
      title: 'a file of a nested package belongs to the inner package',
      file: '/srv/app/node_modules/outer/node_modules/inner/index.js',
      name: 'inner',
      shortPath: 'inner/index.js',
    },
    {
      title: 'a file in the store of pnpm belongs to the package there',
      file: '/srv/app/node_modules/.pnpm/lru-cache@11.0.0/node_modules/lru-cache/dist/index.js',
      name: 'lru-cache',
      shortPath: 'lru-cache/dist/index.js',
    },
    {
      title: 'a file of a package outside the working directory belongs to that package',
      file: '/usr/lib/node_modules/npm/lib/cli.js',
      name: 'npm',
      shortPath: 'npm/lib/cli.js',
    },
    {
      title: 'a file of the program is shortened to its place below the working directory',
      file: '/srv/app/src/server.js',
      name: null,
      shortPath: 'src/server.js',
    },
    {
      title: 'the path of a file outside the working directory stays as it is',
      file: '/opt/shared/log.js',
      name: null,
      shortPath: '/opt/shared/log.js',
    },
    {
      title: 'the path of a file in a folder whose name begins like the working directory stays as it is',
      file: '/srv/app-old/server.js',
      name: null,
      shortPath: '/srv/app-old/server.js',
    },
    {
      title: 'a folder whose name only ends in node_modules does not hold packages',
      file: '/srv/app/old_node_modules/a/index.js',
      name: null,
      shortPath: 'old_node_modules/a/index.js',
    },
    {
      title: 'the name of one of Node’s own modules stays as it is',
      file: 'node:events',
      name: null,
      shortPath: 'node:events',
    },
    { title: 'a builtin belongs to no package and has no path', file: '', name: null, shortPath: '' },
  ]) {
    it(title, () => {
      assert.deepEqual(packagedFile(file, '/srv/app'), { package: name, shortPath });
    });
  }

  it('a working directory may end in a slash, as the root does', () => {
    assert.equal(packagedFile('/srv/app/a.js', '/srv/app/').shortPath, 'a.js');
    assert.equal(packagedFile('/app/a.js', '/').shortPath, 'app/a.js');
  });
});
