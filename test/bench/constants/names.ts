/** The environment variable that holds `NAME=VALUE`: a constant and the number that it is to be. */
export const OVERRIDE = 'HEAPGAUGE_BENCH_CONSTANT';
