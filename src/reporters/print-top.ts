import type { Snapshot } from '../snapshot/snapshot.js';
import { integer, onlyKeys } from '../values/option-values.js';
import { formatBytes } from '../values/units.js';

/**
 * Prints the sites that hold most, each with its first source line where that can be read, then the rest and the sum.
 *
 * @param options.limit the most sites that are printed, @default 10
 * @param options.stream where the text goes, @default standard output
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function printTop(
  snapshot: Snapshot,
  options: { limit?: number; stream?: { write(text: string): unknown } } = {},
): void {
  onlyKeys(options, ['limit', 'stream'], 'printTop');
  const { limit = 10, stream = process.stdout } = options;
  stream.write(topText(snapshot, integer(limit, 1, 1e6, 'limit')));
}

function topText(snapshot: Snapshot, limit: number): string {
  const all = snapshot.statistics('site');
  const lines = [`Top ${Math.min(limit, all.length)} of ${all.length} sites`];
  all.slice(0, limit).forEach((statistic, index) => {
    // The second line of a frame is its source line.
    const [, sourceLine] = statistic.traceback.format({ limit: 1 });
    lines.push(`#${index + 1}: ${statistic.toString()}`);
    if (sourceLine !== undefined) lines.push(sourceLine);
  });
  const rest = all.slice(limit).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (all.length > limit) lines.push(`${all.length - limit} other: ${formatBytes(rest)}`);
  lines.push(`Total: ${formatBytes(snapshot.sizeBytes)}`);
  return `${lines.join('\n')}\n`;
}
