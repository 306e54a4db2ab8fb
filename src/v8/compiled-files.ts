import { dirname } from 'node:path';
import { loadPackage, resolvePackage } from '../values/load-package.js';
import { compiledProfilerNext } from './v8-profiler-next.js';

// Not imported: bundlers look into calls of it, and warn of these.
const { createRequire } = process.getBuiltinModule('node:module');

/** The packages that start V8's sampling heap profiler by code which is compiled for this machine. */
type NativePackage = 'v8-profiler-next' | '@datadog/pprof';

/** The paths of their compiled files, where they are installed. */
export type CompiledFiles = Readonly<Partial<Record<NativePackage, string>>>;

/** Finds the compiled files, in a few milliseconds. It loads none of them, and throws nothing. */
export function findCompiledFiles(): CompiledFiles {
  return { ...entry('v8-profiler-next', compiledProfilerNext), ...entry('@datadog/pprof', compiledPprof) };
}

/** Loads what a package's compiled file exports, and nothing else of the package. Throws where there is none. */
export function loadCompiled(files: CompiledFiles, name: NativePackage): unknown {
  const file = files[name];
  if (file === undefined) throw new Error(`${name} is not installed`);
  return loadPackage(file);
}

function entry(name: NativePackage, find: () => string): CompiledFiles {
  try {
    return { [name]: find() };
  } catch {
    return {};
  }
}

/** Asks the package that pprof itself asks: the file may be one that was published, or one that was compiled here. */
function compiledPprof(): string {
  const manifest = resolvePackage('@datadog/pprof/package.json');
  const builds = createRequire(manifest)('node-gyp-build') as { path(folder: string): string };
  return builds.path(dirname(manifest));
}
