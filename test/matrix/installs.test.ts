import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, describe, it } from 'node:test';
import { pack } from '../support/packed.js';
import { type Ended, ROOT, startProgram } from '../support/run-node.js';
import { examineInstall } from './examine-install.js';
import { NODE_VERSIONS } from './node-versions.js';
import { install } from './npm.js';
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

  it('with yarn 4 and Plug’n’Play, where packages stay archives, the application is watched', async () => {
    const own = join(folder, 'yarn-4');
    await install(process.execPath, own, { '@yarnpkg/cli-dist': '4' });
    const application = join(own, 'application');
    mkdirSync(application);
    const dependencies = { '@opentelemetry/api': '^1.9.0', heapgauge: `file:${tarball}` };
    writeFileSync(join(application, 'package.json'), JSON.stringify({ name: 'application', dependencies }));
    writeFileSync(join(application, '.yarnrc.yml'), 'nodeLinker: pnp\nenableTelemetry: false\n');
    writeFileSync(join(application, 'yarn.lock'), '');
    copyFileSync(join(ROOT, 'test/matrix/programs/starter.mjs'), join(application, 'starter.mjs'));
    const authorities = process.env['NODE_EXTRA_CA_CERTS'];
    const yarn = (...values: readonly string[]): Promise<Ended> =>
      startProgram(process.execPath, [join(own, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), ...values], {
        cwd: application,
        env: {
          NODE_PATH: '',
          YARN_GLOBAL_FOLDER: join(own, 'global'),
          YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
          ...(authorities === undefined ? {} : { YARN_HTTPS_CA_FILE_PATH: authorities }),
        },
        timeoutSeconds: 300,
      }).ended;
    const { code, stdout } = await yarn('install');
    assert.equal(code, 0, stdout);
    const started = await yarn('node', 'starter.mjs');
    assert.deepEqual([started.stdout, started.stderr], [`${best}\n`, '']);
  });
});
