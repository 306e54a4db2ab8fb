/**
 * The series that are the largest at the end of the shown time, drawn over all of it. `topk` alone would choose anew at
 * every step, and draw a line for whatever has ever been among the largest.
 * @param series makes the expression for a moment, which is appended to each of its selectors
 */
export function largestNow(count: number, by: string, series: (at: string) => string): string {
  return `${series('')}\nand on (${by})\ntopk(${count}, ${nowOrLast(series)})`;
}

/**
 * The series at the end of the shown time, or, where there are none because the process has ended before, their last
 * values.
 * @param series makes the expression for a moment, which is appended to each of its selectors
 */
export function nowOrLast(series: (at: string) => string): string {
  const now = `(${series(' @ end()')})`;
  return `${now} or (last_over_time((${series('')})[$__range:$__interval] @ end()) unless on () ${now})`;
}

/** The one series of a rank in a ranking, from 1 for the largest; nothing where there are fewer series. */
export function ofRank(rank: number, by: string, ranking: string): string {
  return rank === 1
    ? `topk(1, ${ranking})`
    : `(topk(${rank}, ${ranking}) unless on (${by}) topk(${rank - 1}, ${ranking}))`;
}
