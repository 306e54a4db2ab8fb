import { codeLines } from '../symbols/shared.js';
import { flag, integer, onlyKeys } from '../values/option-values.js';
import { visible } from '../values/printable.js';
import { type Frame, shortPlace } from './frame.js';

/** The options of {@link Traceback.format}. */
export interface TracebackFormat {
  /** The number of frames shown: the most recent ones, or the oldest where it is negative. @default all */
  limit?: number;
  /** Starts with the function that allocated instead of with the outermost one. @default false */
  mostRecentFirst?: boolean;
}

/** The calls that led to an allocation, the outermost first. */
export class Traceback {
  /** The frames from the outermost call to the function that allocated, as in Python's tracemalloc. */
  readonly frames: readonly Frame[];
  /** The number of frames of the whole stack; `null` where V8 cut it to its depth, as it does not count the rest. */
  readonly totalFrames: number | null;

  constructor(frames: readonly Frame[], totalFrames: number | null) {
    this.frames = frames;
    this.totalFrames = totalFrames;
  }

  /**
   * Returns two lines for each frame: the function with a place to click, and its first source line where that can be
   * read.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  format(options: TracebackFormat = {}): string[] {
    onlyKeys(options, ['limit', 'mostRecentFirst'], 'format');
    const { limit, mostRecentFirst = false } = options;
    flag(mostRecentFirst, 'mostRecentFirst');
    if (limit !== undefined) integer(limit, -1e6, 1e6, 'limit');
    const shown =
      limit === undefined ? this.frames : limit < 0 ? this.frames.slice(0, -limit) : lastOf(this.frames, limit);
    const ordered = mostRecentFirst ? [...shown].reverse() : shown;
    return ordered.flatMap((frame) => {
      const text = codeLines.textOf(frame.file, frame.line, frame.column);
      return [`  ${describeFrame(frame)}`, ...(text === '' ? [] : [`    ${visible(text.replaceAll('\t', '  '))}`])];
    });
  }

  /** Returns the function that allocated, with a place to click; empty where there are no frames. */
  toString(): string {
    const innermost = this.frames.at(-1);
    return innermost === undefined ? '' : describeFrame(innermost);
  }
}

/** Describes a frame in one line, with a place to click: `save (src/store.ts:12)`. */
export function describeFrame(frame: Frame): string {
  const place = shortPlace(frame);
  return visible(place === '' || place === frame.function ? frame.function : `${frame.function} (${place})`);
}

function lastOf<T>(values: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : values.slice(-count);
}
