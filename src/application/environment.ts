import { rowsOf } from '../values/option-table.js';
import type { OptionNames } from '../values/resolve-options.js';
import { readConfigFile } from './config-file.js';
import { DATA_OPTIONS, type MonitorOptions } from './options.js';

/** The variable that names a file with further options; where a variable sets the same option, the variable counts. */
export const CONFIG_VARIABLE = 'HEAPGAUGE_CONFIG';

type Environment = Readonly<Record<string, string | undefined>>;

/** The options that the environment sets, with what is needed to report a mistake in them. */
export interface EnvironmentOptions {
  readonly options: MonitorOptions;
  /** Names an option for an error: by the variable that set it, or by the file and its place in it. */
  readonly nameOf: OptionNames;
  /** The variables that begin with `HEAPGAUGE_` and mean nothing. */
  readonly unknown: readonly string[];
  readonly known: readonly string[];
}

/**
 * Reads options from environment variables and the file that one of them may name. Their values are checked by
 * `resolveOptions`. An empty variable counts as unset.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` where the file cannot be read or holds no options
 */
export function optionsFromEnvironment(environment: Environment): EnvironmentOptions {
  const configPath = environment[CONFIG_VARIABLE]?.trim();
  const file = configPath ? readConfigFile(configPath, CONFIG_VARIABLE) : undefined;
  const known = [CONFIG_VARIABLE];
  const variables = new Map<string, string>();
  let options = file?.options ?? {};
  for (const { path, row } of rowsOf(DATA_OPTIONS)) {
    if (row.env === null) continue;
    known.push(row.env);
    const text = environment[row.env];
    if (text === undefined || text.trim() === '') continue;
    variables.set(path, row.env);
    const isNumber = typeof row.default === 'number' && !Number.isNaN(Number(text));
    const value = isNumber ? Number(text) : row.isVerbatim === true ? text : text.trim();
    options = withOption(options, path.split('.'), value);
  }
  return {
    options,
    nameOf: (path) => variables.get(path) ?? file?.nameOf(path) ?? path,
    unknown: Object.keys(environment).filter((name) => name.startsWith('HEAPGAUGE_') && !known.includes(name)),
    known,
  };
}

/** Copies the options with another value at a place; what is not an object on the way there is replaced. */
function withOption(options: unknown, [key = '', ...rest]: readonly string[], value: unknown): object {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const others = isObject ? (options as Record<string, unknown>) : {};
  return { ...others, [key]: rest.length === 0 ? value : withOption(others[key], rest, value) };
}

/** Returns true where `OTEL_SDK_DISABLED` switches off OpenTelemetry, and heapgauge with it. */
export function isSwitchedOff(environment: Environment): boolean {
  return environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
}

/** Returns true for the script of a package manager, which starts applications and is none itself. */
export function isPackageManager(script: string | undefined): boolean {
  return /[\\/](npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(\.[cm]?js)?$/.test(script ?? '');
}
