import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Grafana's components and the packages they need. The versions are fixed, so that pictures do not change by
 * themselves.
 */
const PINNED = {
  '@fontsource-variable/inter': '5.3.0',
  '@grafana/data': '13.2.2',
  '@grafana/ui': '13.2.2',
  react: '19.3.1',
  'react-dom': '19.3.1',
  sharp: '0.35.5',
};

/** A folder outside of the repository in which packages and recorded data stay between runs. */
export const CACHE: string = join(tmpdir(), 'heapgauge-pictures');

/**
 * Installs the packages once, about 450 MB, without running their install scripts. Returns the path of `node_modules`.
 */
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
