import type { Frame } from '../snapshot/frame.js';
import { type Stack, StackPaths, type StackTree } from './group-stacks.js';

/** So many different stacks at most are remembered of each of two spans, half a kilobyte each. */
const MOST_STACKS = 1000;

/** What was dropped within one span. */
interface DroppedInSpan {
  readonly beganSeconds: number;
  /** A number for each function, of which the keys of stacks are made. */
  readonly numbers: Map<Frame, number>;
  readonly stacks: Map<string, { -readonly [Name in keyof Stack]: Stack[Name] }>;
}

/**
 * Remembers the stacks of samples that have died, for one span at least and two at most: what a function has made for
 * callers that drop it again. What is live shows little of that, least of all after a collection.
 */
export class DroppedStacks {
  readonly #spanSeconds: number;
  #earlier: DroppedInSpan | undefined;
  #latest: DroppedInSpan | undefined;

  constructor(spanSeconds: number) {
    this.#spanSeconds = spanSeconds;
  }

  /**
   * Takes in samples that a read lists no more.
   *
   * @param samples the row and the weight of each
   * @param tree the call tree of the latest read that listed them
   * @param seconds monotonic time
   */
  note(samples: Iterable<readonly [row: number, weightBytes: number]>, tree: StackTree, seconds: number): void {
    const { numbers, stacks } = this.#spanOf(seconds);
    const paths = new StackPaths(tree);
    for (const [row, bytes] of samples) {
      const { path, site } = paths.of(row);
      const key = path.map((place) => numberOf(place, numbers)).join();
      const known = stacks.get(key);
      if (known !== undefined) {
        known.bytes += bytes;
        known.samples += 1;
      } else if (stacks.size < MOST_STACKS) stacks.set(key, { row, path, site, bytes, samples: 1 });
    }
  }

  /** Gives what was dropped, by stack. @param paths those of the read whose objects are to stand for the functions */
  on(paths: StackPaths): Stack[] {
    const stacks = [this.#earlier, this.#latest].flatMap((span) => [...(span?.stacks.values() ?? [])]);
    return stacks.map((stack) => ({
      ...stack,
      path: stack.path.map((place) => paths.placeOf(place)),
      site: paths.placeOf(stack.site),
    }));
  }

  #spanOf(seconds: number): DroppedInSpan {
    if (this.#latest !== undefined && seconds - this.#latest.beganSeconds <= this.#spanSeconds) return this.#latest;
    this.#earlier = this.#latest;
    this.#latest = { beganSeconds: seconds, numbers: new Map(), stacks: new Map() };
    return this.#latest;
  }
}

function numberOf(place: Frame, numbers: Map<Frame, number>): number {
  const known = numbers.get(place) ?? numbers.size;
  numbers.set(place, known);
  return known;
}
