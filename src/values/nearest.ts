/**
 * Finds the word that another one was probably meant to be: the one that the fewest edits lead to, if they are no more
 * than one for every three characters. An edit inserts, removes or replaces a character or exchanges two neighbours.
 */
export function nearestTo(word: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.floor(word.length / 3) + 1;
  for (const candidate of words) {
    const edits = editsBetween(word, candidate);
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** Counts the edits between two words: the optimal string alignment distance. */
function editsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isExchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (isSame ? 0 : 1),
        isExchanged ? at(before, j - 2) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return at(row, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
