import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { build } from 'esbuild';
import { ROOT, runNode } from '../support/run-node.js';

describe('the library in a bundle with the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-bundle-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const sourcemap of [false, true]) {
    it(`what a program allocates is the program's in a bundle with heapgauge ${sourcemap ? 'with' : 'without'} a map`, async () => {
      const outfile = join(folder, `out-${sourcemap}.mjs`);
      await build({
        entryPoints: [join(ROOT, 'test/fixtures/bundled-library.ts')],
        outfile,
        format: 'esm',
        bundle: true,
        platform: 'node',
        logLevel: 'error',
        sourcemap,
        external: ['@opentelemetry/*'],
      });
      const { code, stdout, stderr } = await runNode(outfile);
      assert.equal(code, 0, stderr);
      const { site, package: packageName } = JSON.parse(stdout) as Record<string, string | null>;
      assert.match(site ?? '', /^keepObjects /);
      assert.equal(packageName, null);
    });
  }
});
