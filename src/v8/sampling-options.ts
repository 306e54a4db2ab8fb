import { HeapgaugeError } from '../values/errors.js';
import type { OptionsOf, SettingsOf } from '../values/option-table.js';
import { bytesBetween, integer, oneOf } from '../values/option-values.js';
import { type OptionNames, resolveTable } from '../values/resolve-options.js';
import { type SamplingParameters, type StarterName, STARTERS } from './starters.js';

/** The options of V8's heap profiler, which a monitor and tracing have in common. */
export const SAMPLING_OPTIONS = {
  /**
   * The mean spacing of samples in allocated bytes: a number, or text with a unit, from 1 byte to 1 GiB. A smaller
   * interval is more exact and costs more; 1 samples every allocation.
   * @default '128KiB'
   */
  sampleIntervalBytes: {
    env: 'HEAPGAUGE_SAMPLE_INTERVAL',
    default: '128KiB',
    help: 'mean spacing of samples; 1 samples every allocation, which is for tests',
    check: (given: number | string, name: string): number => bytesBetween(given, '1B', '1GiB', name),
  },
  /** The number of frames that are recorded of each stack, from 1 to 256. @default 32 */
  stackDepth: {
    env: 'HEAPGAUGE_STACK_DEPTH',
    default: 32,
    help: 'frames recorded of each stack',
    check: (given: number, name: string): number => integer(given, 1, 256, name),
  },
  /** The way to start V8's profiler; `auto` takes the cheapest there is. @default 'auto' */
  starter: {
    env: 'HEAPGAUGE_STARTER',
    default: 'auto',
    help: "what starts V8's profiler: `v8`, `v8-profiler-next`, `datadog`, `inspector`; `auto` takes the cheapest there is",
    check: (given: StarterName | 'auto', name: string): StarterName | 'auto' =>
      oneOf(given, ['auto', ...STARTERS.map((starter) => starter.name)], name),
  },
} as const;

/** The options that say how V8's heap profiler samples. */
export type SamplingOptions = OptionsOf<typeof SAMPLING_OPTIONS>;

/** The names of {@link SamplingOptions}. */
export const SAMPLING_KEYS: readonly string[] = Object.keys(SAMPLING_OPTIONS);

/** The mean spacing of samples where none is given. */
export const DEFAULT_INTERVAL: string = SAMPLING_OPTIONS.sampleIntervalBytes.default;

/**
 * Checks how to sample and fills in defaults.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function resolveSampling(
  options: SamplingOptions,
  nameOf: OptionNames = (path) => path,
): SettingsOf<typeof SAMPLING_OPTIONS> {
  return resolveTable(SAMPLING_OPTIONS, options, nameOf);
}

/**
 * Checks that what was asked for is what the profiler runs with, as it would go unnoticed otherwise. What was not asked
 * for may be as it is.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_ALREADY_TRACING`
 */
export function assertSampledWith(running: SamplingParameters, options: SamplingOptions): void {
  const asked = resolveSampling(options);
  const differs = (['sampleIntervalBytes', 'stackDepth'] as const).find(
    (key) => options[key] !== undefined && asked[key] !== running[key],
  );
  if (differs === undefined) return;
  throw new HeapgaugeError(
    'ERR_HEAPGAUGE_ALREADY_TRACING',
    `${differs}: got ${asked[differs]}, but this thread is traced with ${running[differs]} already`,
  );
}
