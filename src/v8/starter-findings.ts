import { readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { loadPackage, resolvePackage } from '../values/load-package.js';
import { readRegularFile } from '../values/read-file.js';
import type { PackageManager, StarterFindings } from './starter-advice.js';

/** The files by which a folder shows its package manager; what only a later version writes comes first. */
const SIGNS: ReadonlyArray<readonly [file: string, manager: PackageManager]> = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['.yarnrc.yml', 'yarn-berry'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['node_modules/.modules.yaml', 'pnpm'],
  ['node_modules/.yarn-state.yml', 'yarn-berry'],
  ['node_modules/.yarn-integrity', 'yarn'],
  ['node_modules/.package-lock.json', 'npm'],
];

/** The programs that compile an addon: one of each row is needed. */
const BUILD_TOOLS = [
  ['c++', 'g++', 'clang++'],
  ['make', 'gmake'],
  ['python3', 'python'],
];

/** The size in bytes of the largest package.json that is read. */
const LARGEST_MANIFEST = 1_000_000;

/** Examines this machine, by its files alone: it starts no process. Takes a few milliseconds and throws nothing. */
export function findStarters(): StarterFindings {
  const { platform, arch, env } = process;
  const permission: unknown = process.permission;
  const pprof = failureOf('@datadog/pprof/out/src/heap-profiler-bindings.js');
  const next = failureOf('v8-profiler-next');
  const isForbidden = [pprof, next].includes('ERR_DLOPEN_DISABLED');
  return {
    codeForbidden: !isForbidden ? undefined : permission === undefined ? 'no-addons' : 'permission',
    pprof: isInstalled('@datadog/pprof') ? 'unloadable' : 'missing',
    profilerNext: isInstalled('v8-profiler-next') ? 'unbuilt' : 'missing',
    platform: `${platform}-${arch}`,
    isUnnamedMusl: hasMusl() && !exists('/etc/alpine-release'),
    hasBuildTools: hasBuildTools(env['PATH'] ?? ''),
    packageManager: packageManagerOf([dirname(process.argv[1] ?? ''), folderNow()], env),
    npmMajor: npmMajor(process.execPath),
  };
}

/** Tells the package manager of the nearest folder that shows one, else of the one that started this process, else npm. */
export function packageManagerOf(
  folders: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): PackageManager {
  for (const folder of folders.flatMap(upwards)) {
    const sign = SIGNS.find(([file]) => exists(join(folder, file)));
    if (sign !== undefined) return sign[1];
  }
  const [, name, major] = /^(npm|pnpm|yarn)\/(\d+)/.exec(environment['npm_config_user_agent'] ?? '') ?? [];
  if (name === 'yarn') return Number(major) > 1 ? 'yarn-berry' : 'yarn';
  return name === 'pnpm' ? name : 'npm';
}

/** Returns true where the folders of the path have all that compiles an addon. */
export function hasBuildTools(path: string): boolean {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return BUILD_TOOLS.every((names) => names.some((name) => folders.some((folder) => exists(join(folder, name)))));
}

/** `existsSync` throws in some versions where `--permission` withholds the folder. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The code of the error that loading a package ends with, where it has one. */
function failureOf(name: string): unknown {
  try {
    loadPackage(name);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

function isInstalled(name: string): boolean {
  try {
    resolvePackage(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** Reads the version of the npm that was installed with this Node.js, or instead of that. */
function npmMajor(node: string): number | undefined {
  try {
    const text = readRegularFile(
      join(dirname(node), '../lib/node_modules/npm/package.json'),
      LARGEST_MANIFEST,
    ).toString();
    return Number.parseInt((JSON.parse(text) as { version: string }).version, 10);
  } catch {
    return undefined;
  }
}

function hasMusl(): boolean {
  try {
    return readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
  } catch {
    return false;
  }
}

function folderNow(): string {
  try {
    return process.cwd();
  } catch {
    // It has been deleted.
    return '';
  }
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  if (folder === '' || folder === '.') return [];
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
