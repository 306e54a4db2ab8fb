import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packagedFile } from '../../src/symbols/packages.js';

describe('packagedFile', () => {
  for (const { title, file, name, shortPath } of [
    {
      title: 'names the package and the place in it',
      file: '/srv/app/node_modules/express-session/session/memory.js',
      name: 'express-session',
      shortPath: 'express-session/session/memory.js',
    },
    {
      title: 'names a scoped package with its scope',
      file: '/srv/app/node_modules/@opentelemetry/api/build/index.js',
      name: '@opentelemetry/api',
      shortPath: '@opentelemetry/api/build/index.js',
    },
    {
      title: 'names the inner of two nested packages',
      file: '/srv/app/node_modules/outer/node_modules/inner/index.js',
      name: 'inner',
      shortPath: 'inner/index.js',
    },
    {
      title: 'looks through the store of pnpm',
      file: '/srv/app/node_modules/.pnpm/lru-cache@11.0.0/node_modules/lru-cache/dist/index.js',
      name: 'lru-cache',
      shortPath: 'lru-cache/dist/index.js',
    },
    {
      title: 'names a package that is not below the working directory',
      file: '/usr/lib/node_modules/npm/lib/cli.js',
      name: 'npm',
      shortPath: 'npm/lib/cli.js',
    },
    {
      title: 'shortens the program’s own files to their place below the working directory',
      file: '/srv/app/src/server.js',
      name: null,
      shortPath: 'src/server.js',
    },
    {
      title: 'leaves a file elsewhere as it is',
      file: '/opt/shared/log.js',
      name: null,
      shortPath: '/opt/shared/log.js',
    },
    {
      title: 'leaves a file in a folder whose name only begins like the working directory',
      file: '/srv/app-old/server.js',
      name: null,
      shortPath: '/srv/app-old/server.js',
    },
    {
      title: 'does not take a folder that only ends in node_modules for one of packages',
      file: '/srv/app/old_node_modules/a/index.js',
      name: null,
      shortPath: 'old_node_modules/a/index.js',
    },
    { title: 'leaves Node’s own modules as they are', file: 'node:events', name: null, shortPath: 'node:events' },
    { title: 'has nothing to say of a builtin', file: '', name: null, shortPath: '' },
  ]) {
    it(title, () => {
      assert.deepEqual(packagedFile(file, '/srv/app'), { package: name, shortPath });
    });
  }

  it('takes a working directory with a slash at its end, the root directory among them', () => {
    assert.equal(packagedFile('/srv/app/a.js', '/srv/app/').shortPath, 'a.js');
    assert.equal(packagedFile('/app/a.js', '/').shortPath, 'app/a.js');
  });
});
