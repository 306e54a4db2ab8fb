import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { HeapgaugeError } from '../values/errors.js';
import { loadPackage, resolvePackage } from '../values/load-package.js';
import { OWN_CODE } from '../values/own-code.js';
import { VERSION } from '../values/version.js';

/**
 * Starts a worker thread that runs a program of this package and nothing of the application's: neither its `--import`
 * flags nor those in `NODE_OPTIONS`. Throws where threads are withheld.
 *
 * @param program the program's path below the folder of this package's code
 * @throws HeapgaugeError `ERR_HEAPGAUGE_BUNDLED` where the program is neither beside this code nor installed
 */
export function startOwnWorker(
  program: string,
  options: Pick<WorkerOptions, 'name' | 'workerData' | 'resourceLimits'>,
): Worker {
  // In a folder that was deleted Node.js starts no worker, which would say so by an event only.
  process.cwd();
  const env = { ...process.env, NODE_OPTIONS: plugAndPlayFlags(process.env['NODE_OPTIONS'] ?? '') };
  return new Worker(addressOf(program), { ...options, execArgv: [], env });
}

/** Keeps the flags by which Yarn's Plug'n'Play finds packages in archives, and without which a thread finds no program. */
function plugAndPlayFlags(nodeOptions: string): string {
  if (process.versions['pnp'] === undefined) return '';
  const flags = nodeOptions.match(/--[a-z-]+[ =]("(\\.|[^"\\])*"|\S+)/g) ?? [];
  return flags.filter((flag) => flag.includes('.pnp.')).join(' ');
}

/** Finds a program. Bundlers do not see this address, and so neither copy nor rename the file. */
function addressOf(program: string): URL {
  const address = existing(program, OWN_CODE) ?? existing(program, installedCode());
  if (address !== undefined) return address;
  throw new HeapgaugeError(
    'ERR_HEAPGAUGE_BUNDLED',
    'heapgauge is bundled into the application without its threads: leave it external ' +
      "(esbuild: --external:heapgauge; webpack: externals: { heapgauge: 'heapgauge' }; rollup: external: ['heapgauge']) " +
      'and install it beside the bundle',
  );
}

function existing(program: string, folder: URL | undefined): URL | undefined {
  if (folder === undefined) return undefined;
  const address = new URL(program, folder);
  return existsSync(address) ? address : undefined;
}

/** The folder of the same version's code, where that is installed beside an application that has it bundled as well. */
function installedCode(): URL | undefined {
  try {
    const { version } = loadPackage('heapgauge/package.json') as { version: string };
    const folder = new URL('dist/src/', pathToFileURL(resolvePackage('heapgauge/package.json')));
    return version === VERSION ? folder : undefined;
  } catch {
    return undefined;
  }
}
