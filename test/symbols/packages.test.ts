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
      title: 'a file of a nested package belongs to the inner package, and has the outer one in its path',
      file: '/srv/app/node_modules/outer/node_modules/@scope/inner/index.js',
      name: '@scope/inner',
      shortPath: 'outer/node_modules/@scope/inner/index.js',
    },
    {
      title: 'a file in the store of pnpm belongs to the package there, and has its version in its path',
      file: '/srv/app/node_modules/.pnpm/lru-cache@11.0.0/node_modules/lru-cache/dist/index.js',
      name: 'lru-cache',
      shortPath: 'lru-cache@11.0.0/dist/index.js',
    },
    {
      title: 'a file in the store of pnpm has the peers of its package in its path',
      file: '/srv/app/node_modules/.pnpm/@a+b@1.0.0_react@19.0.0/node_modules/@a/b/index.js',
      name: '@a/b',
      shortPath: '@a/b@1.0.0_react@19.0.0/index.js',
    },
    {
      title: 'a file of a package that a package in the store of pnpm brings has both in its path',
      file: '/srv/app/node_modules/.pnpm/npm@10.0.0/node_modules/npm/node_modules/debug/index.js',
      name: 'debug',
      shortPath: 'npm@10.0.0/node_modules/debug/index.js',
    },
    {
      title: 'a file in a store whose folder has not the name of the package keeps its path',
      file: '/srv/app/node_modules/.pnpm/file+local/node_modules/debug/index.js',
      name: 'debug',
      shortPath: '.pnpm/file+local/node_modules/debug/index.js',
    },
    {
      title: 'a file in an archive of yarn has the archive in its path',
      file: '/root/.yarn/berry/cache/debug-npm-4.3.4-4513954577-10.zip/node_modules/debug/src/node.js',
      name: 'debug',
      shortPath: 'debug-npm-4.3.4-4513954577-10/debug/src/node.js',
    },
    {
      title: 'a file of one of several instances of a package of yarn has the instance in its path',
      file: '/srv/app/.yarn/__virtual__/react-dom-virtual-1a2b3c/0/cache/react-dom-npm-18.2.0-dd0b-10.zip/node_modules/react-dom/index.js',
      name: 'react-dom',
      shortPath: 'react-dom-virtual-1a2b3c/react-dom/index.js',
    },
    {
      title: 'a file of a package that yarn has unpacked has the folder of that in its path',
      file: '/srv/app/.yarn/unplugged/esbuild-npm-0.28.0-5e/node_modules/esbuild/lib/main.js',
      name: 'esbuild',
      shortPath: '.yarn/unplugged/esbuild-npm-0.28.0-5e/node_modules/esbuild/lib/main.js',
    },
    {
      title: 'a file of a package of one workspace has the workspace in its path',
      file: '/srv/app/packages/a/node_modules/debug/src/node.js',
      name: 'debug',
      shortPath: 'packages/a/node_modules/debug/src/node.js',
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

  describe('a package in a folder above the working directory', () => {
    const file = '/srv/node_modules/debug/src/node.js';

    it('it is shortened like one in the working directory', () => {
      const asked: string[] = [];
      const exists = (path: string): boolean => !asked.push(path);
      assert.equal(packagedFile(file, '/srv/app/packages/a', exists).shortPath, 'debug/src/node.js');
      assert.deepEqual(asked, [
        '/srv/app/packages/a/node_modules/debug',
        '/srv/app/packages/node_modules/debug',
        '/srv/app/node_modules/debug',
        '/srv/app/packages/a/debug/src/node.js',
      ]);
    });

    it('it keeps its whole path where a nearer copy has the short one', () => {
      const exists = (path: string): boolean => path === '/srv/app/node_modules/debug';
      assert.equal(packagedFile(file, '/srv/app/packages/a', exists).shortPath, file);
      assert.equal(packagedFile('/srv/app/node_modules/debug/a.js', '/srv/app', exists).shortPath, 'debug/a.js');
    });
  });

  it('a package outside of the folders above the working directory keeps its whole path where these have a copy', () => {
    const file = '/usr/lib/node_modules/debug/src/node.js';
    assert.equal(packagedFile(file, '/srv/app', (path) => path === '/srv/node_modules/debug').shortPath, file);
    assert.equal(packagedFile(file, '/srv/app', () => false).shortPath, 'debug/src/node.js');
  });

  it('a file of a package whose short path a file of the program has, too, keeps its folder', () => {
    const [own, packaged] = ['/srv/app/config/index.js', '/srv/app/node_modules/config/index.js'];
    const exists = (path: string): boolean => path === own;
    assert.equal(packagedFile(own, '/srv/app', exists).shortPath, 'config/index.js');
    assert.equal(packagedFile(packaged, '/srv/app', exists).shortPath, 'node_modules/config/index.js');
  });

  it('a working directory may end in a slash, as the root does', () => {
    assert.equal(packagedFile('/srv/app/a.js', '/srv/app/').shortPath, 'a.js');
    assert.equal(packagedFile('/app/a.js', '/').shortPath, 'app/a.js');
  });
});
