import type { Frame } from '../snapshot/frame.js';
import type { Stack } from './group-stacks.js';

/** Stacks by the functions on them, so that those through a few functions are found without a look at all of them. */
export class StackIndex {
  readonly #byPlace = new Map<Frame, Stack[]>();

  constructor(stacks: readonly Stack[]) {
    for (const stack of stacks) {
      for (const place of stack.path) {
        const through = this.#byPlace.get(place);
        if (through === undefined) this.#byPlace.set(place, [stack]);
        else through.push(stack);
      }
    }
  }

  /** Gives the stacks that go through one of some functions at least, each once. */
  through(places: Iterable<Frame>): Set<Stack> {
    const found = new Set<Stack>();
    for (const place of places) for (const stack of this.#byPlace.get(place) ?? []) found.add(stack);
    return found;
  }
}
