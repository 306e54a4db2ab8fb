import { HeapgaugeError, invalidOption, reasonOf } from '../values/errors.js';
import { onlyKeys } from '../values/option-values.js';
import { printable } from '../values/printable.js';
import { readRegularFile } from '../values/read-file.js';
import type { OptionNames } from '../values/resolve-options.js';
import { syntaxFault } from './json-syntax.js';
import { DATA_OPTIONS } from './options.js';

/** The options of a configuration file, each with the name that an error gives it: the file and the place in it. */
export interface ConfigFile {
  readonly options: object;
  readonly nameOf: OptionNames;
}

/** The size of the largest file that is read, in bytes. */
const LARGEST_BYTES = 2 ** 20;

/** The number of characters of a path that an error shows. */
const LONGEST_PATH = 150;

/**
 * Reads options from a JSON file; `resolveOptions` checks their values.
 *
 * @param name the option or variable that named the file, for errors
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, with line and column where the text is not JSON
 */
export function readConfigFile(path: string, name: string): ConfigFile {
  const shownPath = printable(path, LONGEST_PATH);
  const options = parseJson(read(path, name), shownPath);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalidOption(shownPath, options, 'an object of options');
  }
  // Those that are code cannot stand here.
  onlyKeys(options, Object.keys(DATA_OPTIONS), shownPath);
  return { options, nameOf: (place) => (place === '' ? shownPath : `${shownPath}: ${place}`) };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { line, column, words } = syntaxFault(text, reasonOf(error));
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_INVALID_OPTION',
      `${path}:${line}:${column}: not JSON: ${words}, expected an object of options such as {"budgets": "heap=80%"}`,
    );
  }
}

function read(path: string, name: string): string {
  try {
    return readRegularFile(path, LARGEST_BYTES)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  } catch (error) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_INVALID_OPTION',
      `${name}: cannot read ${printable(path, LONGEST_PATH)}: ${printable(reasonOf(error))}, expected a JSON file of 1 MiB at the most`,
    );
  }
}
