import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { WITHOUT_THREADS } from '../support/bundled-application.js';
import { pack } from '../support/packed.js';
import { fixture, ROOT, runNode } from '../support/run-node.js';
import { install } from './npm.js';

describe('an application that webpack or rollup bundles with heapgauge', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-bundlers-'));
  const bundles = join(folder, 'bundles');

  before(async () => {
    const application = join(folder, 'application');
    await install(process.execPath, application, {
      '@opentelemetry/api': '^1.9.0',
      '@rollup/plugin-commonjs': '*',
      '@rollup/plugin-node-resolve': '*',
      heapgauge: `file:${pack(folder)}`,
      rollup: '4',
      webpack: '5',
    });
    const text = readFileSync(fixture('bundled-application'), 'utf8').replace('../../src/index.js', 'heapgauge');
    writeFileSync(join(application, 'application.mjs'), text);
    copyFileSync(join(ROOT, 'test/matrix/programs/bundle.mjs'), join(application, 'bundle.mjs'));
    const { code, stderr } = await runNode('bundle.mjs', { cwd: application });
    assert.equal(code, 0, stderr);
    // webpack writes into its bundles where the package was: on the machine that runs them there is nothing.
    renameSync(join(application, 'bundles'), bundles);
    rmSync(application, { recursive: true });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, ending] of [
    ['webpack-cjs', 'cjs'],
    ['webpack-esm', 'mjs'],
    ['rollup-cjs', 'cjs'],
    ['rollup-esm', 'mjs'],
  ] as const) {
    it(`the bundle ${name} is made without a warning, traces and publishes, and says to leave heapgauge external`, async () => {
      const { code, stdout, stderr } = await runNode(join(bundles, name, `application.${ending}`), { cwd: folder });
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), WITHOUT_THREADS);
      assert.match(stderr, /^heapgauge: sites are unavailable: [^\n]*leave it external[^\n]*\n$/);
    });
  }
});
