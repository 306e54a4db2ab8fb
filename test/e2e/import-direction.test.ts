import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT, startProgram } from '../support/run-node.js';

/** Imports that the design forbids, each with the rule that has to find it. */
const FORBIDDEN = [
  ['application-and-sampler-meet-in-threads', 'src/application/across.ts', 'src/sampler/sampler.ts'],
  ['the-sampler-knows-no-application', 'src/sampler/across.ts', 'src/application/monitor.ts'],
  ['the-sampler-knows-no-application', 'src/sampler/traces.ts', 'src/tracing/tracer.ts'],
  ['threads-carry-plain-data', 'src/threads/upward.ts', 'src/application/monitor.ts'],
  ['publishers-see-reports', 'src/publish/deep.ts', 'src/sampler/sampler.ts'],
  ['the-page-sees-reports', 'src/http/deep.ts', 'src/growth/rate.ts'],
  ['reporters-and-commands-see-reports-and-snapshots', 'src/reporters/sideways.ts', 'src/publish/names.ts'],
  ['reporters-and-commands-see-reports-and-snapshots', 'src/page/deep.ts', 'src/sampler/sampler.ts'],
  ['growth-is-below-budget', 'src/growth/upward.ts', 'src/publish/names.ts'],
  ['pure-folders-know-no-v8', 'src/growth/runs.ts', 'src/v8/clock.ts'],
  ['pure-folders-know-no-thread', 'src/snapshot/threads.ts', 'worker_threads'],
  ['v8-is-the-source', 'src/v8/upward.ts', 'src/snapshot/snapshot.ts'],
  ['doors-are-for-users', 'src/tracing/door.ts', 'src/index.ts'],
] as const;

describe('the check of import direction', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-imports-'));
  let found = '';
  let code: number | null = 0;

  before(async () => {
    for (const name of ['src', 'package.json', 'tsconfig.json', '.dependency-cruiser.json']) {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [, file, imported] of FORBIDDEN) {
      const target = imported.startsWith('src/') ? `../${imported.slice('src/'.length, -'.ts'.length)}.js` : imported;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      // It has to be used: an import of types alone is allowed in some places.
      writeFileSync(join(folder, file), `import * as other from '${target}';\nexport const found: unknown = other;\n`);
    }
    ({ code, stdout: found } = await startProgram('npm', ['run', '-s', 'check:imports'], { cwd: folder }).ended);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('the check fails where an import goes the wrong way', () => {
    assert.notEqual(code, 0);
  });

  for (const [rule, file, imported] of FORBIDDEN) {
    it(`the rule ${rule} names both ends where ${file} imports ${imported}`, () => {
      assert.ok(found.includes(`${rule}: ${file} → ${imported}`), found);
    });
  }
});
