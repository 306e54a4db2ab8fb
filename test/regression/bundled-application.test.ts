import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { WITHOUT_THREADS } from '../support/bundled-application.js';
import { type Installation, installPacked } from '../support/packed.js';
import { ROOT, runNode } from '../support/run-node.js';

const FORMATS = [
  { format: 'esm', ending: 'mjs' },
  { format: 'cjs', ending: 'cjs' },
] as const;

describe('an application that is bundled with heapgauge', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-bundled-'));
  let installed: Installation;

  before(() => {
    installed = installPacked();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    installed.remove();
  });

  for (const { format, ending } of FORMATS) {
    it(`a bundle in the format ${format} traces and publishes, and one line says to leave heapgauge external`, async () => {
      const outfile = join(folder, `application.${ending}`);
      await bundle({ program: 'test/fixtures/bundled-application.ts', format, outfile });
      const { code, stdout, stderr } = await runNode(outfile, { cwd: folder });
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), WITHOUT_THREADS);
      assert.match(stderr, /^heapgauge: sites are unavailable: [^\n]*leave it external[^\n]*\n$/);
    });

    it(`a bundle in the format ${format} is watched where the same version is installed beside it`, async () => {
      mkdirSync(join(installed.folder, 'dist'), { recursive: true });
      const outfile = join(installed.folder, `dist/application.${ending}`);
      await bundle({ program: 'test/fixtures/bundled-application.ts', format, outfile });
      const { code, stdout, stderr } = await runNode(outfile, { cwd: folder });
      assert.equal(code, 0, stderr);
      const { starter, lookup } = JSON.parse(stdout) as Record<string, string>;
      assert.notEqual(starter, 'none');
      assert.equal(lookup, 'found');
      assert.equal(stderr, '');
    });

    it(`a bundle in the format ${format} that preloads the monitor runs, and one line says to leave it external`, async () => {
      const outfile = join(folder, `preloaded.${ending}`);
      await bundle({
        program: 'src/register.ts',
        format,
        outfile,
        footer: 'setTimeout(() => console.log("ran"), 500);',
      });
      const { code, stdout, stderr } = await runNode(outfile, { cwd: folder, env: { HEAPGAUGE_PORT: '0' } });
      assert.deepEqual([code, stdout], [0, 'ran\n'], stderr);
      assert.match(stderr, /^heapgauge: sites are unavailable: [^\n]*leave it external[^\n]*\n$/);
    });
  }
});

async function bundle(options: {
  program: string;
  format: 'esm' | 'cjs';
  outfile: string;
  footer?: string;
}): Promise<void> {
  const { program, format, outfile, footer = '' } = options;
  await build({
    entryPoints: [join(ROOT, program)],
    outfile,
    format,
    bundle: true,
    minify: true,
    platform: 'node',
    logLevel: 'error',
    footer: { js: footer },
  });
}
