/** The folder in which npm packages lie, as it stands in a path. */
const FOLDER = '/node_modules/';

/** The npm package to which a file belongs, and the file's place in it. */
export interface PackagedFile {
  /** The name of the package with its scope, such as `@scope/name`; `null` outside `node_modules`. */
  readonly package: string | null;
  /** The path that a person reads: from the package's name on, or below the working directory, else unchanged. */
  readonly shortPath: string;
}

/** Splits an absolute path with forward slashes at the innermost `node_modules`. */
export function packagedFile(file: string, workingDirectory: string): PackagedFile {
  const at = file.lastIndexOf(FOLDER);
  if (at !== -1) {
    const shortPath = file.slice(at + FOLDER.length);
    const [first = '', second = ''] = shortPath.split('/', 2);
    const name = first.startsWith('@') ? `${first}/${second}` : first;
    return { package: name === '' ? null : name, shortPath };
  }
  const below = workingDirectory.endsWith('/') ? workingDirectory : `${workingDirectory}/`;
  return { package: null, shortPath: file.startsWith(below) ? file.slice(below.length) : file };
}
