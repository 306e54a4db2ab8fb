import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findStarters, hasBuildTools, packageManagerOf } from '../../src/v8/starter-findings.js';

describe('what is found about starters', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heapgauge-findings-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const put = (...paths: string[]): void => {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
  };

  for (const [file, manager] of [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['.yarnrc.yml', 'yarn-berry'],
    ['package-lock.json', 'npm'],
    ['node_modules/.modules.yaml', 'pnpm'],
    ['node_modules/.yarn-integrity', 'yarn'],
    ['node_modules/.package-lock.json', 'npm'],
  ] as const) {
    it(`${file} of a folder above shows ${manager}`, () => {
      put(file, 'src/app/main.js');
      const agent = { npm_config_user_agent: 'yarn/1.22.22 npm/? node/v20' };
      assert.equal(packageManagerOf([join(folder, 'src/app')], agent), manager);
    });
  }

  for (const [agent, manager] of [
    ['pnpm/10.34.9 npm/? node/v20.20.2 linux x64', 'pnpm'],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'yarn'],
    ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn-berry'],
    ['npm/11.19.1 node/v20.20.2 linux x64 workspaces/false', 'npm'],
    [undefined, 'npm'],
  ] as const) {
    it(`without such a file the process was started by ${manager}, as ${agent ?? 'nothing'} says`, () => {
      assert.equal(packageManagerOf([folder], { npm_config_user_agent: agent }), manager);
    });
  }

  it('build tools are a compiler, make and Python, wherever in the path', () => {
    put('a/g++', 'b/make', 'b/python3');
    const path = [join(folder, 'a'), '', join(folder, 'none'), join(folder, 'b')].join(delimiter);
    assert.equal(hasBuildTools(path), true);
    assert.equal(hasBuildTools(join(folder, 'b')), false);
    assert.equal(hasBuildTools(''), false);
  });

  it('this machine is examined without an error', () => {
    const { platform, packageManager } = findStarters();
    assert.deepEqual([platform, packageManager], [`${process.platform}-${process.arch}`, 'npm']);
  });
});
