import { HeapgaugeError } from '../values/errors.js';
import { integer, oneOf, within } from '../values/option-values.js';
import { parseBytes } from '../values/units.js';
import { type SamplingParameters, type StarterName, STARTERS } from './starters.js';

/** How V8's heap profiler is to sample. */
export interface SamplingOptions {
  /**
   * Mean spacing of samples in allocated bytes, as a number or as text with a unit; 1 to 1 GiB.
   * Smaller is more exact and costs more; 1 samples every allocation. @default '128KiB'
   */
  sampleIntervalBytes?: number | string;
  /** Frames kept of each stack, 1 to 256. @default 32 */
  stackDepth?: number;
  /** What starts V8's profiler; `auto` takes the cheapest there is. @default 'auto' */
  starter?: StarterName | 'auto';
}

/** Mean spacing of samples where none is given. */
export const DEFAULT_INTERVAL = '128KiB';

/** The options' names, or what else to call them in an error. */
type SamplingNames = (key: keyof SamplingOptions) => string;

/**
 * Checks how to sample and fills in defaults.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function resolveSampling(
  options: SamplingOptions,
  name: SamplingNames = (key) => key,
): SamplingParameters & { readonly starter: StarterName | 'auto' } {
  return {
    sampleIntervalBytes: within(options.sampleIntervalBytes ?? DEFAULT_INTERVAL, name('sampleIntervalBytes'), {
      parse: parseBytes,
      least: 1,
      most: 2 ** 30,
      accepted: 'an amount of memory from 1 byte to 1GiB',
    }),
    stackDepth: integer(options.stackDepth ?? 32, 1, 256, name('stackDepth')),
    starter: oneOf(options.starter ?? 'auto', ['auto', ...STARTERS.map((starter) => starter.name)], name('starter')),
  };
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
