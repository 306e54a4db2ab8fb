import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as momoa from '@humanwhocodes/momoa';
import { HeapgaugeError, invalidOption, printable, reasonOf } from '../values/errors.js';
import { type JsonFault, nestingFault, syntaxFault } from './json-fault.js';
import { DATA_OPTIONS, type MonitorOptions, OPTION_PARTS, type OptionNames } from './options.js';

/** Options of a file, and what to call each in an error: by its place in the file. */
export interface ConfigFile {
  readonly options: MonitorOptions;
  readonly names: OptionNames;
}

/** Longest file that is read, bytes. */
const LARGEST_BYTES = 2 ** 20;

/** Characters of its path that are shown. */
const LONGEST_PATH = 150;

/** Options that can stand in a file, and the parts of those that have parts. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(DATA_OPTIONS.map((key) => [key, []])),
  ...OPTION_PARTS,
};

/**
 * Reads options from a JSON file. Their values are checked where options are.
 *
 * @param name what named the file, for errors
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, with line and column where the text is at fault
 */
export function readConfigFile(path: string, name: string): ConfigFile {
  const text = read(path, name);
  // Loaded only where there is a file: most processes have none.
  const { evaluate, parse } = createRequire(import.meta.url)('@humanwhocodes/momoa') as typeof momoa;
  const parseJson = (json: string): momoa.DocumentNode => parse(json, { mode: 'json' });
  const shownPath = printable(path, LONGEST_PATH);
  const tooDeep = nestingFault(text);
  if (tooDeep !== undefined) throw noJson(shownPath, tooDeep);
  let body: momoa.ValueNode;
  try {
    ({ body } = parseJson(text));
  } catch (error) {
    throw noJson(shownPath, syntaxFault(text, error, parseJson));
  }
  const { line, column } = body.loc.start;
  if (body.type !== 'Object')
    throw invalidOption(`${shownPath}:${line}:${column}`, evaluate(body), 'an object of options');
  return { names: namesOf(body, shownPath, KEYS), options: evaluate(body) as MonitorOptions };
}

function noJson(path: string, { line, column, words }: JsonFault): HeapgaugeError {
  return new HeapgaugeError(
    'ERR_HEAPGAUGE_INVALID_OPTION',
    `${path}:${line}:${column}: no JSON: ${words}, expected an object of options such as {"budgets": "heap=80%"}`,
  );
}

/** The names of all members that have a name of their own, their parts included. */
function namesOf(
  { members }: momoa.ObjectNode,
  path: string,
  known: Readonly<Record<string, readonly string[]>>,
  parent = '',
): Record<string, string> {
  let names: Record<string, string> = {};
  for (const { name, value } of members) {
    const key = name.type === 'String' ? name.value : name.name;
    const { line, column } = name.loc.start;
    const place = `${path}:${line}:${column}`;
    const parts = Object.hasOwn(known, key) ? known[key] : undefined;
    if (parts === undefined) throw invalidOption(place, parent + key, `only ${Object.keys(known).join(', ')}`);
    if (Object.hasOwn(names, key)) throw invalidOption(place, parent + key, 'each option once');
    names[key] = `${place} ${parent}${key}`;
    if (value.type !== 'Object' || parts.length === 0) continue;
    const inner = namesOf(value, path, Object.fromEntries(parts.map((part) => [part, []])), `${key}.`);
    names = { ...inner, ...names };
  }
  return names;
}

function read(path: string, name: string): string {
  try {
    const stats = statSync(path);
    if (stats.isFile() && stats.size <= LARGEST_BYTES) return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_INVALID_OPTION',
      `${name}: cannot read the file: ${printable(reasonOf(error))}, expected a JSON file`,
    );
  }
  throw invalidOption(name, path, 'a JSON file of 1 MiB at the most');
}
