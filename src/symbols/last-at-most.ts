/**
 * Finds the last of the positions in ascending order that is not after a given one, or −1.
 *
 * @param lines the lines of the positions, ascending
 * @param columns their columns, ascending where lines are equal
 */
export function lastAtMost(lines: ArrayLike<number>, columns: ArrayLike<number>, line: number, column: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isAfter = (lines[middle] ?? 0) - line || (columns[middle] ?? 0) - column;
    if (isAfter > 0) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
