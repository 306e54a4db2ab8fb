import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Installation, installPacked } from '../support/packed.js';
import { type Ended, ROOT, startProgram } from '../support/run-node.js';

/** An application that says what its own monitor sees. */
const APPLICATION = `
import { startMonitor } from 'heapgauge';
const hold = setInterval(() => undefined, 1000);
const monitor = await startMonitor({ prometheus: false, period: '100ms', maxPauseRatio: 1 });
const report = await new Promise((resolve) => monitor.once('report', resolve));
console.log(report.source.unavailable ?? 'sites');
await monitor.stop();
clearInterval(hold);
`;

describe('an application in an odd place', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'heapgauge-odd-')), 'a b ü #1 %25 \'q\' "r" ?x');
  let installed: Installation;

  before(() => {
    installed = installPacked();
    renameSync(installed.folder, folder);
    writeFileSync(join(folder, 'watching.mjs'), APPLICATION);
    writeFileSync(join(folder, 'plain.mjs'), 'setTimeout(() => console.log("ran"), 1500);');
  });
  after(() => {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });
  const run = (values: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    startProgram(process.execPath, values, {
      cwd: folder,
      env: { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'info', ...env },
    }).ended;

  it('a path with spaces, signs of URLs, quotes and letters beyond ASCII is one to watch from', async () => {
    assert.deepEqual(outcomeOf(await run(['watching.mjs'])), { code: 0, stdout: 'sites\n', stderr: '' });
  });

  it('a package that is a symbolic link is one to watch from', async () => {
    const linked = join(folder, '..', 'linked');
    cpSync(join(folder, 'watching.mjs'), join(linked, 'watching.mjs'));
    symlinkSync(join(folder, 'node_modules'), join(linked, 'node_modules'));
    const { ended } = startProgram(process.execPath, ['watching.mjs'], { cwd: linked });
    assert.deepEqual(outcomeOf(await ended), { code: 0, stdout: 'sites\n', stderr: '' });
  });

  for (const [what, flags, nodeOptions] of [
    ['with --require and --import', ['--require', 'heapgauge/register', '--import', 'heapgauge/register'], ''],
    ['twice in NODE_OPTIONS', [], '--import heapgauge/register --import heapgauge/register'],
    ['in NODE_OPTIONS and on the command line', ['--import', 'heapgauge/register'], '--require heapgauge/register'],
  ] as const) {
    it(`an application that preloads heapgauge ${what} is watched once`, async () => {
      const { code, stdout, stderr } = await run([...flags, 'plain.mjs'], { NODE_OPTIONS: nodeOptions });
      assert.deepEqual([code, stdout], [0, 'ran\n'], stderr);
      assert.match(stderr, /^heapgauge: metrics at [^\n]*\n$/);
    });
  }

  it('an application that preloads two copies of heapgauge is watched by one, and a line says so', async () => {
    const other = pathToFileURL(join(ROOT, 'dist/src/register.js')).href;
    const { code, stdout, stderr } = await run(['--import', other, '--import', 'heapgauge/register', 'plain.mjs']);
    assert.deepEqual([code, stdout], [0, 'ran\n'], stderr);
    assert.match(stderr, /^heapgauge: another copy of heapgauge [^\n]*\nheapgauge: metrics at [^\n]*\n$/);
  });

  it('an application without a HOME is watched', async () => {
    const { ended } = startProgram('env', ['-u', 'HOME', process.execPath, 'watching.mjs'], { cwd: folder });
    assert.deepEqual(outcomeOf(await ended), { code: 0, stdout: 'sites\n', stderr: '' });
  });
});

function outcomeOf({ code, stdout, stderr }: Ended): Pick<Ended, 'code' | 'stdout' | 'stderr'> {
  return { code, stdout, stderr };
}
