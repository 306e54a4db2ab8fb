/** The place of this file below the folder of this package's code. */
const PLACE = 'values/own-code.js';

/**
 * The address of the folder that this package's code lies in; there is none in a bundle, where the folder and all that
 * lies in it belong to the application. A bundler may have written the folder of the machine that it ran on.
 */
export const OWN_CODE: URL | undefined = folderOf(import.meta.url);

/** A bundle in the format of CommonJS has no `import.meta.url`. */
function folderOf(file: string | undefined): URL | undefined {
  return file?.endsWith(`/${PLACE}`) === true ? new URL('../', file) : undefined;
}
