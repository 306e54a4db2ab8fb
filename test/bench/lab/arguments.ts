import { parseArgs } from 'node:util';
import type { Workload } from './workload.js';

/** What a bench of the laboratory is asked to do. */
export type LabRequest =
  | { readonly kind: 'run'; readonly workloads: readonly Workload[]; readonly json: boolean; readonly quick: boolean }
  | { readonly kind: 'list' | 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/**
 * Reads the options that the laboratory's benches have in common.
 *
 * @param options.from workloads there are to choose from
 * @param options.quick names of those that `--quick` runs; without it there is no such option
 */
export function readArguments(
  given: readonly string[],
  { from, quick }: { from: readonly Workload[]; quick?: readonly string[] },
): LabRequest {
  let values: { json?: boolean; quick?: boolean; only?: string; list?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...given],
      options: {
        json: { type: 'boolean' },
        only: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
  if (values.help === true) return { kind: 'help' };
  if (values.list === true) return { kind: 'list' };
  const isQuick = values.quick ?? false;
  if (isQuick && quick === undefined) return { kind: 'wrong', problem: '--quick is not an option here' };
  if (isQuick && values.only !== undefined) return { kind: 'wrong', problem: '--quick and --only exclude each other' };
  const names = isQuick ? quick : values.only?.split(',').map((name) => name.trim());
  const unknown = names?.filter((name) => !from.some((workload) => workload.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = from.map(({ name }) => name).join(', ');
    return { kind: 'wrong', problem: `no workload named ${unknown.join(', ')}; there are: ${known}` };
  }
  const workloads = names === undefined ? from : from.filter(({ name }) => names.includes(name));
  return { kind: 'run', workloads, json: values.json ?? false, quick: isQuick };
}
