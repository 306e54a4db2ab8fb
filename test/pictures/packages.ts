import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Grafana's components and what they are drawn with; the picture of one version is that of any other day. */
const PINNED = {
  '@fontsource-variable/inter': '5.3.0',
  '@grafana/data': '13.2.2',
  '@grafana/ui': '13.2.2',
  react: '19.3.1',
  'react-dom': '19.3.1',
  sharp: '0.35.5',
};

/** A folder, outside of the repository's own, that keeps packages and recorded data between runs. */
export const CACHE: string = join(tmpdir(), 'heapgauge-pictures');

/** Installs them once, some 450 MB, without running any install script; returns the `node_modules`. */
export function ensurePackages(say: (text: string) => void): string {
  const folder = join(CACHE, `packages-${PINNED['@grafana/ui']}`);
  const modules = join(folder, 'node_modules');
  const done = join(folder, 'installed');
  if (existsSync(done)) return modules;
  say(`installing ${Object.keys(PINNED).join(', ')} in ${folder}: about a minute`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: PINNED }));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(done, '');
  return modules;
}
