import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT, startProgram } from '../support/run-node.js';

describe('the check of import direction', () => {
  for (const [file, imported] of [
    ['src/profiler/upward.ts', 'src/monitor/monitor.ts'],
    ['src/growth/upward.ts', 'src/telemetry/names.ts'],
    ['src/telemetry/sideways.ts', 'src/cli/report-text.ts'],
    ['src/cli/deep.ts', 'src/growth/ledger.ts'],
  ] as const) {
    it(`fails where ${file} imports ${imported}, naming both`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'heapgauge-imports-'));
      try {
        for (const name of ['src', 'package.json', 'tsconfig.json', '.dependency-cruiser.json']) {
          cpSync(join(ROOT, name), join(folder, name), { recursive: true });
        }
        symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
        const target = `../${imported.slice('src/'.length).replace(/\.ts$/, '.js')}`;
        writeFileSync(
          join(folder, file),
          `import type * as Other from '${target}';\nexport type Found = typeof Other;\n`,
        );
        const { code, stdout } = await startProgram('npm', ['run', '-s', 'check:imports'], { cwd: folder }).ended;
        assert.notEqual(code, 0);
        assert.ok(stdout.includes(file) && stdout.includes(imported), stdout);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
