import type { MonitorOptions } from '../../../src/index.js';

/** Seconds of an ordinary process that one second in the laboratory stands for. */
export const COMPRESSION = 150;

/** Mean spacing of samples: the default, as bytes are not compressed. */
export const SAMPLE_INTERVAL_BYTES: number = 128 * 1024;

/** Span of the verdict: an hour. */
export const REAL_TIME_SPAN_SECONDS = 3600;

/** Span of the verdict, compressed. */
export const SPAN_SECONDS: number = REAL_TIME_SPAN_SECONDS / COMPRESSION;

/**
 * Gives the default settings in compressed time: a read every 100 ms for one every 15 s, a leak's span of 24 s for an
 * hour. A false alarm in a thousand weeks becomes one in 1000 / 150 weeks, as one week stands for 150. A read takes as
 * long as ever, so that it may pause the process for 150 times the share of time (0.002 × 150 = 0.3).
 *
 * @param spanSeconds compressed
 */
export function scaledOptions(spanSeconds: number = SPAN_SECONDS): MonitorOptions {
  return {
    period: 15 / COMPRESSION,
    maxPauseRatio: 0.002 * COMPRESSION,
    prometheus: false,
    logLevel: 'error',
    sampleIntervalBytes: SAMPLE_INTERVAL_BYTES,
    leak: { span: spanSeconds, falseAlarmsPerWeek: 0.001 * COMPRESSION },
  };
}

/** Gives the default settings in real time; only the page is left out, as many run beside one another. */
export function realTimeOptions(): MonitorOptions {
  return { prometheus: false, logLevel: 'error' };
}

/** The flag of every workload's process: what is reachable is measured with it, at the begin and the end. */
export const MEASURING_FLAGS: readonly string[] = ['--expose-gc'];

/**
 * Flags of a workload's process in compressed time. V8 collects by bytes allocated and not by the clock, so its steps are made smaller where
 * time is: a young generation of 1 MiB, from which what lives for a second (minutes of an ordinary process) is promoted,
 * and a major collection whenever the heap has grown by a fifth. The last is what a preloaded monitor sets before anything
 * is compiled; here workloads warm up first.
 */
export const V8_FLAGS: readonly string[] = [
  ...MEASURING_FLAGS,
  '--max-semi-space-size=1',
  '--heap-growing-percent=20',
  '--no-turbo-allocation-folding',
];
