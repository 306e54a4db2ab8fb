import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './run-node.js';

/** A folder with this package installed as npm would publish it. */
export interface Installation {
  readonly folder: string;
  remove(): void;
}

/** Packs the package into a folder as npm would publish it, and returns the tarball's path. */
export function pack(folder: string): string {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}

/** Packs the package and unpacks it below `node_modules` of a new folder; its dependencies are the project's. */
export function installPacked(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-packed-'));
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'heapgauge');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', pack(folder), '-C', target, '--strip-components=1']);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
