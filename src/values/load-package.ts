// Not imported: bundlers look into calls of it, and warn of these.
const { createRequire } = process.getBuiltinModule('node:module');

/**
 * Loads a package that may be installed or not: as seen from this file, else from the application's main script. The
 * second finds what a bundle leaves out, and what lies beside the application only. Throws what loading it threw.
 */
export function loadPackage(name: string): unknown {
  return requireThatFinds(name)(name);
}

/** Returns the path of a file of a package, or of its main file. Throws where there is none. */
export function resolvePackage(name: string): string {
  return requireThatFinds(name).resolve(name);
}

/** Lists the modules of CommonJS that are loaded, by file. */
export function loadedModules(): NodeJS.Require['cache'] {
  // They share one cache, whichever file asks for it.
  return createRequire(process.execPath).cache;
}

function requireThatFinds(name: string): NodeJS.Require {
  const failures: unknown[] = [];
  for (const base of basesOf(import.meta.url, process.argv[1])) {
    try {
      const require = createRequire(base);
      require.resolve(name);
      return require;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new Error(`Cannot find module '${name}'`, { cause: failures[0] });
}

/** Lists the files to look from. A bundle in the format of CommonJS has no `import.meta.url`. */
function basesOf(...files: ReadonlyArray<string | undefined>): string[] {
  return files.filter((file) => file !== undefined);
}
