import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { NODE_VERSIONS, type NodeVersion } from '../../matrix/node-versions.js';
import type { Workload } from './workload.js';

/** What a bench of the laboratory is asked to do. */
export type LabRequest =
  | {
      readonly kind: 'run';
      readonly workloads: readonly Workload[];
      readonly json: boolean;
      readonly quick: boolean;
      readonly realTime: boolean;
      /** The number of runs of each workload on each version of Node.js. */
      readonly runs: number;
      /** The versions of Node.js; `undefined` is the one that runs this. */
      readonly nodes: ReadonlyArray<NodeVersion | undefined>;
      /** The number of processes at a time. */
      readonly lanes: number;
    }
  | { readonly kind: 'list' | 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** Options that only the laboratory itself has. */
const OPTIONS_OF_LAB = ['quick', 'runs', 'node', 'real-time'] as const;

/** Processes at a time by default: a workload and the thread that watches it take a tenth to half of a core together. */
const DEFAULT_LANES = 2 * availableParallelism();

/**
 * Reads the options that the laboratory's benches have in common.
 *
 * @param options.from workloads there are to choose from
 * @param options.quick names of those that `--quick` runs; without it there are neither that nor `--runs`, `--node` and `--real-time`
 * @param options.realTime names of those that `--real-time` runs where none are named
 */
export function readArguments(
  given: readonly string[],
  { from, quick, realTime }: { from: readonly Workload[]; quick?: readonly string[]; realTime?: readonly string[] },
): LabRequest {
  let values: Partial<
    Record<'json' | 'quick' | 'real-time' | 'list' | 'help', boolean> &
      Record<'only' | 'runs' | 'node' | 'lanes', string>
  >;
  try {
    ({ values } = parseArgs({
      args: [...given],
      options: {
        json: { type: 'boolean' },
        only: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        'real-time': { type: 'boolean' },
        runs: { type: 'string' },
        node: { type: 'string' },
        lanes: { type: 'string' },
      },
    }));
    if (values.help === true) return { kind: 'help' };
    if (values.list === true) return { kind: 'list' };
    const foreign = quick === undefined ? OPTIONS_OF_LAB.find((name) => values[name] !== undefined) : undefined;
    if (foreign !== undefined) throw new Error(`--${foreign} is not an option here`);
    const [isQuick, isRealTime] = [values.quick ?? false, values['real-time'] ?? false];
    if (isQuick && values.only !== undefined) throw new Error('--quick and --only exclude each other');
    if (isQuick && isRealTime) throw new Error('--quick and --real-time exclude each other');
    const chosen = isQuick ? quick : isRealTime ? realTime : undefined;
    return {
      kind: 'run',
      workloads: workloadsNamed(values.only === undefined ? chosen : listed(values.only), from),
      json: values.json ?? false,
      quick: isQuick,
      realTime: isRealTime,
      runs: countOf('runs', values.runs) ?? 1,
      nodes: values.node === undefined ? [undefined] : listed(values.node).map(versionOf),
      lanes: countOf('lanes', values.lanes) ?? DEFAULT_LANES,
    };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

function listed(names: string): string[] {
  return names.split(',').map((name) => name.trim());
}

function workloadsNamed(names: readonly string[] | undefined, from: readonly Workload[]): readonly Workload[] {
  if (names === undefined) return from;
  const unknown = names.filter((name) => !from.some((workload) => workload.name === name));
  if (unknown.length === 0) return from.filter(({ name }) => names.includes(name));
  const known = from.map(({ name }) => name).join(', ');
  throw new Error(`no workload named ${unknown.join(', ')}; there are: ${known}`);
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,3}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`--${option} is a number from 1 to 9999, not "${text}"`);
}

function versionOf(text: string): NodeVersion {
  const version = NODE_VERSIONS.find((one) => String(one) === text);
  if (version === undefined) throw new Error(`no Node.js ${text}; there are: ${NODE_VERSIONS.join(', ')}`);
  return version;
}
