import { Script } from 'node:vm';
import { selectSamples } from '../snapshot/snapshot-data.js';
import { Snapshot } from '../snapshot/snapshot.js';

/** The script that makes fences, as frames name it: a place of its own that no optimisation moves elsewhere. */
const SCRIPT = 'heapgauge:call-fence';

/** The sizes of the stores of two fences in a row differ by this, more than anything that V8 may put beside them. */
const STEP_BYTES = 128;

/** The smallest store of a fence, more than any code and feedback that V8 may make of the script. */
const SMALLEST_BYTES = 32 * 1024;

/** The size of a fence in intervals, at which it is sampled all but once in 3,000 times. */
const INTERVALS = 8;

const BYTES_AN_ELEMENT = 8;

/** What never runs: V8 inlines no function of more than 460 bytes of bytecode, and an inlined one has its caller's place. */
const UNUSED = 'elements += elements * 2; '.repeat(200);

/** A snapshot without its fences, and where these lay. */
export interface FencedSnapshot {
  readonly snapshot: Snapshot;
  /** The ordinal of each fence that was sampled: what was allocated between two of them has ordinals in between. */
  readonly fences: readonly number[];
}

/**
 * Marks moments in the order of allocations. A fence is an object of a size of its own; V8 gives its sample an ordinal
 * between those of what was allocated before and after, so that one read tells for every survivor when it was made, and
 * nothing has to be read in between.
 */
export class CallFences {
  readonly #smallestBytes: number;
  readonly #make: (elements: number) => unknown;
  #held: unknown[] = [];

  /** Makes no fence yet. @param sampleIntervalBytes the interval that V8 samples with, 1 MiB at most */
  constructor(sampleIntervalBytes: number) {
    this.#smallestBytes = Math.max(SMALLEST_BYTES, INTERVALS * sampleIntervalBytes);
    // V8 cuts the store off where it is, and knows it by the sample taken before. Code of a script is compiled anew here.
    const source = `(elements) => {
      if (elements < 0) { ${UNUSED} }
      const fence = new Array(elements); fence.length = 1; return fence;
    }`;
    this.#make = new Script(source, { filename: SCRIPT }).runInThisContext() as (elements: number) => unknown;
  }

  /** Marks the present moment. */
  add(): void {
    const bytes = this.#smallestBytes + this.#held.length * STEP_BYTES;
    this.#held.push(this.#make(bytes / BYTES_AN_ELEMENT));
  }

  /** Finds the fences in a snapshot, the oldest first, leaves them out of it, and lets go of them. */
  takeFrom(snapshot: Snapshot): FencedSnapshot {
    const { samples } = snapshot.data;
    const ordinals = new Map<number, number>();
    const others: number[] = [];
    for (let row = 0; row < samples.count; row += 1) {
      if (snapshot.siteOf(row).file !== SCRIPT) {
        others.push(row);
        continue;
      }
      const bytes = (samples.weightBytes[row] ?? 0) - this.#smallestBytes;
      if (bytes < 0) continue;
      ordinals.set(Math.floor(bytes / STEP_BYTES), samples.ordinal[row] ?? 0);
    }
    this.#held = [];
    return {
      snapshot: new Snapshot(selectSamples(snapshot.data, others)),
      fences: [...ordinals.values()].sort((a, b) => a - b),
    };
  }
}
