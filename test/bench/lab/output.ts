/** Writes to standard output; resolves when it is through, so that nothing is lost where the process then exits. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${text}\n`, () => {
      resolve();
    });
  });
}

/** Writes a line of progress, or a complaint, to standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Rows as text with columns of one width. */
export function aligned(rows: readonly string[][], options: { rightColumns: readonly number[] }): string {
  const widths = rows.reduce<number[]>((sum, row) => row.map((cell, n) => Math.max(sum[n] ?? 0, cell.length)), []);
  const isRight = new Set(options.rightColumns);
  const pad = (cell: string, n: number): string =>
    isRight.has(n) ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
