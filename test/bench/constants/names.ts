/** The environment variable with `NAME=VALUE`: a constant and its other value, as it would be written in the source. */
export const OVERRIDE = 'HEAPGAUGE_BENCH_CONSTANT';
