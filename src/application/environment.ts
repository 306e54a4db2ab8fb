import { invalidOption } from '../values/errors.js';
import { nearestTo } from '../values/nearest.js';
import { rowsOf } from '../values/option-table.js';
import type { OptionNames } from '../values/resolve-options.js';
import { readConfigFile } from './config-file.js';
import { DATA_OPTIONS, type MonitorOptions } from './options.js';

/** The variable that switches monitoring off. */
export const ENABLED_VARIABLE = 'HEAPGAUGE_ENABLED';

/** The variable that names a file with further options; where a variable sets the same option, the variable counts. */
export const CONFIG_VARIABLE = 'HEAPGAUGE_CONFIG';

const PREFIX = 'HEAPGAUGE_';

type Environment = Readonly<Record<string, string | undefined>>;

/** The options that the environment sets, with what is needed to report a mistake in them. */
export interface EnvironmentOptions {
  readonly options: MonitorOptions;
  /** Names an option for an error: by the variable that set it, or by the file and its place in it. */
  readonly nameOf: OptionNames;
  readonly ignored: IgnoredVariables;
  readonly known: readonly string[];
}

/** The variables that begin with `HEAPGAUGE_` and set nothing. */
export interface IgnoredVariables {
  /** The variables that Kubernetes sets in every container of a namespace for a Service of such a name. */
  readonly serviceLinks: readonly string[];
  /** The variables that mean nothing, each with the known one whose name is like it. */
  readonly unknown: ReadonlyArray<{ readonly name: string; readonly nearest: string | undefined }>;
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
  const known: string[] = [ENABLED_VARIABLE, CONFIG_VARIABLE];
  const variables = new Map<string, string>();
  let options = file?.options ?? {};
  for (const { path, row } of rowsOf(DATA_OPTIONS)) {
    if (row.env === null) continue;
    known.push(row.env);
    const text = environment[row.env];
    if (text === undefined || text.trim() === '' || isServiceLink(row.env, text)) continue;
    variables.set(path, row.env);
    const isNumber = typeof row.default === 'number' && !Number.isNaN(Number(text));
    const value = isNumber ? Number(text) : row.isVerbatim === true ? text : text.trim();
    options = withOption(options, path.split('.'), value);
  }
  return {
    options,
    nameOf: (path) => variables.get(path) ?? file?.nameOf(path) ?? path,
    ignored: ignoredVariables(environment, known),
    known,
  };
}

/** Copies the options with another value at a place; what is not an object on the way there is replaced. */
function withOption(options: unknown, [key = '', ...rest]: readonly string[], value: unknown): object {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const others = isObject ? (options as Record<string, unknown>) : {};
  return { ...others, [key]: rest.length === 0 ? value : withOption(others[key], rest, value) };
}

function ignoredVariables(environment: Environment, known: readonly string[]): IgnoredVariables {
  const ours = Object.keys(environment).filter((name) => name.startsWith(PREFIX));
  const serviceLinks = ours.filter((name) => isServiceLink(name, environment[name]));
  const unknown = ours.filter((name) => !known.includes(name) && !serviceLinks.includes(name));
  return { serviceLinks, unknown: unknown.map((name) => ({ name, nearest: nearestVariable(name, known) })) };
}

function nearestVariable(name: string, known: readonly string[]): string | undefined {
  const nearest = nearestTo(
    name.slice(PREFIX.length),
    known.map((variable) => variable.slice(PREFIX.length)),
  );
  return nearest === undefined ? undefined : PREFIX + nearest;
}

/**
 * Returns true for a variable that Kubernetes makes of a Service whose name begins with `heapgauge`, such as
 * `HEAPGAUGE_PORT=tcp://10.0.171.239:9464`: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(name: string, text = ''): boolean {
  return (
    /_SERVICE_(HOST|PORT(_\w+)?)$/.test(name) ||
    /_PORT_\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?$/.test(name) ||
    (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text))
  );
}

/**
 * Returns false where `HEAPGAUGE_ENABLED` switches heapgauge off, or `OTEL_SDK_DISABLED` OpenTelemetry and heapgauge with
 * it.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` where `HEAPGAUGE_ENABLED` says neither yes nor no
 */
export function isEnabled(environment: Environment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  const given = environment[ENABLED_VARIABLE]?.trim() ?? '';
  if (/^(false|off|no|0)$/i.test(given)) return false;
  if (/^(true|on|yes|1|)$/i.test(given)) return true;
  throw invalidOption(ENABLED_VARIABLE, given, '"true" or "false", "on" or "off"');
}

/** Returns true for the script of a package manager, which starts applications and is none itself. */
export function isPackageManager(script: string | undefined): boolean {
  return /[\\/](npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(\.[cm]?js)?$/.test(script ?? '');
}
