import { existsSync } from 'node:fs';

/** The folder in which npm packages lie, as it stands in a path. */
const FOLDER = '/node_modules/';

/** The npm package to which a file belongs, and the file's place in it. */
export interface PackagedFile {
  /** The name of the package with its scope, such as `@scope/name`; `null` outside `node_modules`. */
  readonly package: string | null;
  /**
   * The path that a person reads. Outside of packages it is the path below the working directory, else the whole one. In a
   * package it begins with the package's name, and no two copies of a package share it: one in another package or folder
   * has this before, one in pnpm's store its version behind, one of yarn's the name of its archive before, or of yarn's
   * instance where a package has several.
   */
  readonly shortPath: string;
}

/** Says whether a file exists. */
export type Exists = (path: string) => boolean;

/**
 * Finds the package and the short path of a file.
 *
 * @param file an absolute path with forward slashes
 * @param exists is asked for copies of the package in folders nearer to the working directory
 */
export function packagedFile(file: string, workingDirectory: string, exists: Exists = existsSync): PackagedFile {
  const outermost = file.indexOf(FOLDER);
  const folder = workingDirectory.endsWith('/') ? workingDirectory : `${workingDirectory}/`;
  const below = (path: string): string => (path.startsWith(folder) ? path.slice(folder.length) : path);
  if (outermost === -1) return { package: null, shortPath: below(file) };
  const [home, stored] = [file.slice(0, outermost), file.slice(outermost + FOLDER.length)];
  const [name, path] = [packageOf(file), withVersion(stored)];
  const archive = /[^/]+(?=\.zip$)/.exec(home);
  if (archive !== null) {
    const [, instance] = INSTANCE.exec(home) ?? [];
    return { package: name, shortPath: `${instance ?? archive[0]}/${path}` };
  }
  const isHidden = (): boolean =>
    hidingFolders(home, workingDirectory).some((nearer) => exists(`${nearer}${FOLDER}${nameAtStart(stored)}`)) ||
    // A file of the program has this name.
    exists(`${folder}${path}`);
  // The copy that the working directory's own code gets needs no folder.
  return { package: name, shortPath: home.startsWith(folder) || isHidden() ? below(`${home}${FOLDER}${path}`) : path };
}

/** Matches the folder of one of several instances of a package, by which yarn gives each its own peers. */
const INSTANCE = /\/(?:__virtual__|\$\$virtual)\/([^/]+)\//;

/** Returns the name of the innermost package that a file lies in, `null` outside `node_modules`. */
export function packageOf(file: string): string | null {
  const path = pathInPackage(file);
  return path === undefined ? null : nameAtStart(path) || null;
}

/**
 * Returns the path of a file from the name of its innermost package on, which all copies of the package share; it is
 * `undefined` outside `node_modules`.
 */
export function pathInPackage(file: string): string | undefined {
  const innermost = file.lastIndexOf(FOLDER);
  return innermost === -1 ? undefined : file.slice(innermost + FOLDER.length);
}

function nameAtStart(path: string): string {
  const [first = '', second = ''] = path.split('/', 2);
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Shortens the path of a package in a store such as pnpm's: `.pnpm/a@1.2.3/node_modules/a/x.js` to `a@1.2.3/x.js`. */
function withVersion(path: string): string {
  const [, copy = '', rest = ''] = /^\.\w+\/([^/]+)\/node_modules\/(.*)$/s.exec(path) ?? [];
  const name = nameAtStart(rest);
  const stored = `${name.replace('/', '+')}@`;
  return name !== '' && copy.startsWith(stored)
    ? `${name}@${copy.slice(stored.length)}${rest.slice(name.length)}`
    : path;
}

/** Returns the folders from the working directory up whose packages are preferred to those of a package's home. */
function hidingFolders(home: string, workingDirectory: string): string[] {
  const folders: string[] = [];
  let folder = workingDirectory.replace(/\/$/, '');
  while (folder !== '' && folder !== home) {
    folders.push(folder);
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return folders;
}
