import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, describe, it } from 'node:test';
import { pack } from '../support/packed.js';
import { examineInstall } from './examine-install.js';
import { NODE_VERSIONS } from './node-versions.js';
import { managerScript, PACKAGE_MANAGERS } from './package-managers.js';

/** What fits into a run of all tests; `npm run test:install` tries all of them on all versions of Node.js. */
const HERE = ['npm 11', 'pnpm 12', 'yarn 1'];
const version = NODE_VERSIONS.find((one) => one === Number(process.versions.node.split('.', 1)[0]));

describe('installing the packed package', { skip: version === undefined, concurrency: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-installs-'));
  const tarball = pack(folder);
  const best = 'startHeapProfile' in process.getBuiltinModule('node:v8') ? 'v8' : 'datadog';
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const manager of PACKAGE_MANAGERS.filter(({ name }) => HERE.includes(name))) {
    it(`with ${manager.name} it starts the profiler as well as can be, and a line names what is missing`, async () => {
      const script = await managerScript(manager, join(folder, manager.name.replace(' ', '-')));
      const matters = { node: process.execPath, version: version ?? 20, manager, script, tarball, folder };
      const { asItIs, withoutCompiler, withoutScripts, withoutOptional } = await examineInstall(matters);
      for (const start of [asItIs, withoutCompiler, withoutScripts]) {
        assert.deepEqual(start, { starter: best, said: '' });
      }
      if (best === 'v8') {
        assert.equal(withoutOptional.first.starter, best);
        return;
      }
      const { first, command, then } = withoutOptional;
      assert.equal(first.starter, 'inspector');
      assert.match(first.said, /^heapgauge: the heap is sampled through the inspector: [^\n]*$/);
      assert.match(command ?? '', new RegExp(`^${manager.command} (install|add) @datadog/pprof$`));
      assert.deepEqual(then, { starter: best, said: '' });
    });
  }
});
