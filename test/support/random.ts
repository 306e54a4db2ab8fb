/** A source of random numbers that are the same on every run. */
export interface Random {
  /** Draws a number from 0 up to, but not including, 1. */
  uniform(): number;
  /** Draws a count of independent events, such as samples that V8 takes. */
  poisson(mean: number): number;
  /** Draws the wait for the next of several independent events. */
  exponential(mean: number): number;
}

/** Makes a source that starts at a seed (mulberry32, 32 bits of state). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const exponential = (mean: number): number => -mean * Math.log(1 - uniform());
  const poisson = (mean: number): number => {
    let count = 0;
    // Events with exponential waits between them, for as long as `mean`.
    for (let time = exponential(1); time < mean; time += exponential(1)) count += 1;
    return count;
  };
  return { uniform, poisson, exponential };
}
