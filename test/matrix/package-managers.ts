import { join } from 'node:path';
import process from 'node:process';
import { NODE_VERSIONS, type NodeVersion } from './node-versions.js';
import { install, npmProgram } from './npm.js';

/** A package manager, and how it is told what the matrix varies. */
export interface PackageManager {
  /** The name and major version, such as `pnpm 12`. */
  readonly name: string;
  /** The name of its command. */
  readonly command: 'npm' | 'pnpm' | 'yarn';
  /** The package to install it from; without one it is the npm of this machine. */
  readonly source?: string;
  /** The script that Node.js runs, below the package's folder. */
  readonly script: string;
  /** The versions of Node.js that it runs on. */
  readonly versions: readonly NodeVersion[];
  /** The flag that leaves optional dependencies out. */
  readonly withoutOptional: string;
}

/** The package managers of the matrix. */
export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  { name: 'npm 11', command: 'npm', script: '', versions: NODE_VERSIONS, withoutOptional: '--omit=optional' },
  {
    name: 'npm 12',
    command: 'npm',
    source: 'npm@12',
    script: 'bin/npm-cli.js',
    versions: [22, 24, 26],
    withoutOptional: '--omit=optional',
  },
  {
    name: 'pnpm 10',
    command: 'pnpm',
    source: 'pnpm@10',
    script: 'bin/pnpm.cjs',
    versions: NODE_VERSIONS,
    withoutOptional: '--no-optional',
  },
  {
    name: 'pnpm 12',
    command: 'pnpm',
    source: 'pnpm@12',
    script: 'bin/pnpm.mjs',
    versions: NODE_VERSIONS,
    withoutOptional: '--no-optional',
  },
  {
    name: 'yarn 1',
    command: 'yarn',
    source: 'yarn@1',
    script: 'bin/yarn.js',
    versions: NODE_VERSIONS,
    withoutOptional: '--ignore-optional',
  },
];

/** Brings a package manager into a folder, and returns the path of its script. */
export async function managerScript({ command, source, script }: PackageManager, folder: string): Promise<string> {
  if (source === undefined) return npmProgram();
  await install(process.execPath, folder, { [command]: `npm:${source}` });
  return join(folder, 'node_modules', command, script);
}
