import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT, startProgram } from '../support/run-node.js';
import { install } from './npm.js';

/** A program that keeps everything for some seconds, as long as growth takes to be seen; what it runs is always the same. */
const LEAKING = `
const kept = [];
export function remember(n) { return kept.push(make(n)); }
function make(n) { return n % 2 === 0 ? { even: [n, n, n] } : { odd: [n] }; }
export function never() { return 0; }
export async function leak() {
  for (let turn = 0; turn < 600; turn += 1) {
    for (let n = 0; n < 50; n += 1) remember(n);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return kept.length;
}
`;

const TEST = `
import { expect, it } from 'vitest';
import { leak } from './leaking.mjs';
it('keeps all', async () => { expect(await leak()).toBe(30000); }, 60000);
`;

/** Growth that is seen within seconds. */
const WATCHED = {
  NODE_OPTIONS: `--import ${pathToFileURL(join(ROOT, 'dist/src/register.js')).href}`,
  HEAPGAUGE_PORT: '0',
  HEAPGAUGE_PERIOD: '200ms',
  HEAPGAUGE_MAX_PAUSE_RATIO: '1',
  HEAPGAUGE_LEAK_SPAN: '4s',
  HEAPGAUGE_COLLECT_AFTER: '1s',
  HEAPGAUGE_SAMPLE_INTERVAL: '16KiB',
};

const COVERERS: ReadonlyArray<{ readonly name: string; readonly program: string; readonly given: readonly string[] }> =
  [
    { name: 'c8', program: 'c8/bin/c8.js', given: ['--reporter=json', process.execPath, 'main.mjs'] },
    {
      name: 'vitest',
      program: 'vitest/vitest.mjs',
      given: ['run', '--coverage.enabled', '--coverage.provider=v8', '--coverage.reporter=json'],
    },
  ];

describe('code coverage of a program that leaks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-coverage-'));
  before(async () => {
    await install(process.execPath, folder, { c8: '*', vitest: '^3', '@vitest/coverage-v8': '^3' });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'leaking.mjs'), LEAKING);
    writeFileSync(join(folder, 'main.mjs'), `import { leak } from './leaking.mjs'; await leak();`);
    writeFileSync(join(folder, 'leaking.test.mjs'), TEST);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, program, given } of COVERERS) {
    it(`${name} finds the same whether it is watched or not`, async () => {
      const cover = async (env: Readonly<Record<string, string>>): Promise<unknown> => {
        rmSync(join(folder, 'coverage'), { recursive: true, force: true });
        const { code, stdout, stderr } = await startProgram(
          process.execPath,
          [join(folder, 'node_modules', program), ...given],
          { cwd: folder, env, timeoutSeconds: 120 },
        ).ended;
        assert.equal(code, 0, `${stdout}${stderr}`);
        return JSON.parse(readFileSync(join(folder, 'coverage/coverage-final.json'), 'utf8'));
      };
      const bare = await cover({});
      const watched = await cover(WATCHED);
      assert.match(JSON.stringify(bare), /leaking\.mjs/);
      assert.deepEqual(watched, bare);
    });
  }
});
