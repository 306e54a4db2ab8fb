import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { startProgram } from '../support/run-node.js';

/** What npm has put into a folder: the path below it and the version of each package. */
export type Installed = ReadonlyMap<string, string>;

/**
 * Installs dependencies into a new folder as the given Node.js would: npm runs on that, and so takes the versions
 * that say they run there. No package's scripts are run.
 */
export async function install(
  node: string,
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<Installed> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const { code, stdout, stderr } = await startProgram(
    node,
    [npmProgram(), 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
    {
      cwd: folder,
      env: { PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter) },
      timeoutSeconds: 300,
      isPatient: true,
    },
  ).ended;
  if (code !== 0) throw new Error(`npm install failed:\n${stdout}${stderr}`);
  return installedIn(folder);
}

/** Versions of the copies of a package, one for each. */
export function copiesOf(name: string, installed: Installed): string[] {
  return [...installed].filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, version]) => version);
}

function installedIn(folder: string): Installed {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  return new Map(Object.entries(lock.packages).map(([path, { version = '' }]) => [path, version]));
}

/** npm's own script: under `npm run` npm says where it is, else it is what stands in the path. */
export function npmProgram(): string {
  const { npm_execpath: own } = process.env;
  if (own?.endsWith('npm-cli.js') === true) return own;
  const beside = [join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')];
  const inPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  for (const candidate of [...inPath, ...beside]) {
    try {
      const script = realpathSync(candidate);
      if (script.endsWith('npm-cli.js')) return script;
    } catch {
      // Not here.
    }
  }
  throw new Error('npm-cli.js is nowhere to be found: run this with npm run');
}
