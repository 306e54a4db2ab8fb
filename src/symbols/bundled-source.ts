import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { BoundedCache } from './bounded-cache.js';

/**
 * Matches the URL that a bundler gives a file of the project that it bundles: `webpack://name/./src/app.ts`,
 * `turbopack:///[project]/src/app.ts`.
 */
const OF_PROJECT = /^(?:webpack|rspack|turbopack)(?:-internal)?:\/\/[^/]*\/(?:\.\/|\[project\]\/)*([^?]+)/;

/** The memory of the files that were found. */
const REMEMBERED_BYTES = 2 ** 18;

/** Finds the files of which bundlers know only the path in the project. */
export class BundledSources {
  readonly #found = new BoundedCache<string>(REMEMBERED_BYTES);

  /**
   * Returns the absolute path of a source that a bundler has named by a URL of its own, where the file lies below a folder
   * that the bundle lies in too; anything else stays as it is.
   *
   * @param script the path of the bundle
   */
  fileOf(source: string, script: string): string {
    const path = OF_PROJECT.exec(source)?.[1];
    if (path === undefined || !isAbsolute(script)) return source;
    const folder = dirname(script);
    return this.#found.get(`${folder}\n${source}`, () => {
      const value = nearest(folder, path) ?? source;
      return { value, weight: 200 + 2 * (folder.length + source.length + value.length) };
    });
  }
}

/** Looks in a folder and those above it, though not out of a package: its own sources are not the application's. */
function nearest(folder: string, path: string): string | undefined {
  for (let at = folder; basename(at) !== 'node_modules' && dirname(at) !== at; at = dirname(at)) {
    const file = join(at, path);
    if (existsSync(file)) return file.replaceAll('\\', '/');
  }
  return undefined;
}
