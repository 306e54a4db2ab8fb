import { BoundedCache } from '../symbols/bounded-cache.js';
import type { Profile } from '../v8/profile.js';
import { type Frame, GENERATED_CODE, isProgramFrame, UNNAMED_SCRIPT } from './frame.js';

/** The place of a function whose script has no name. */
export interface UnnamedPlace {
  readonly function: string;
  readonly file: typeof GENERATED_CODE | typeof UNNAMED_SCRIPT;
  readonly line: 0;
  readonly column: 0;
}

/** The number of names that functions of generated code are distinguished by. */
const MOST_NAMES = 100;

/** The name of those that come after. */
const OTHER_NAMES = '(other)';

/** The memory of the creators of scripts, and of one of them. */
const CREATORS_BYTES = 2 ** 19;
const BYTES_A_CREATOR = 150;

/**
 * Finds out whose the functions are whose script has no name: code of `new Function` and `eval`, which whoever calls it has
 * not written. V8 does not say who made a script, but runs its outermost code at once: the function that is seen to call
 * that is the creator, and stands for the script's functions from then on. Those of other scripts are named by their names,
 * of which programs that generate code without end make few when the numbers at their ends are left out.
 */
export class UnnamedCode {
  /** The creators by V8's number of the script; `undefined` where several seem to have made it. */
  readonly #creators = new BoundedCache<{ creator: Frame | undefined }>(CREATORS_BYTES);
  readonly #names = new Set<string>();

  /**
   * Notes who made the scripts of a profile.
   *
   * @param frames the frames of the rows that are known, `undefined` for functions of scripts without a name
   */
  noteCreators(profile: Profile, frames: ReadonlyArray<Frame | undefined>): void {
    const { nodes } = profile;
    for (let row = 0; row < nodes.count; row += 1) {
      if (frames[row] !== undefined || !isOutermostCode(profile, row)) continue;
      let caller = nodes.parent[row] ?? -1;
      // Node may stand between, as where it hands code to the inspector.
      while (caller >= 0 && isOfPlatform(frames[caller])) caller = nodes.parent[caller] ?? -1;
      const creator = frames[caller];
      if (creator === undefined) continue;
      const key = String(nodes.scriptId[row]);
      const known = this.#creators.get(key, () => ({ value: { creator }, weight: BYTES_A_CREATOR }));
      if (known.creator !== creator) known.creator = undefined;
    }
  }

  /** Returns the frame of whoever made a script, `undefined` where that is not known. */
  creatorOf(scriptId: number): Frame | undefined {
    return this.#creators.find(String(scriptId))?.value.creator;
  }

  /**
   * Returns the place of a function of a script whose creator is not known.
   *
   * @param frames the frames of all rows before
   */
  placeOf(profile: Profile, row: number, frames: readonly Frame[]): UnnamedPlace {
    const { nodes, strings } = profile;
    const name = strings[nodes.functionName[row] ?? 0] ?? '';
    const caller = frames[callerOf(profile, row)];
    // What Node calls may be a line of its REPL or a module: V8 has forgotten that it had a name.
    const isOfNode = caller === undefined || !isProgramFrame(caller) || caller.file === UNNAMED_SCRIPT;
    const isForgotten = isOfNode && (nodes.line[row] ?? 0) < 1;
    return isForgotten ? { function: name, file: UNNAMED_SCRIPT, line: 0, column: 0 } : this.generatedPlace(name);
  }

  /** Returns the place of a function that is known to be of generated code. */
  generatedPlace(name: string): UnnamedPlace {
    return { function: this.#shared(name), file: GENERATED_CODE, line: 0, column: 0 };
  }

  #shared(name: string): string {
    const shared = name.replace(/\d+$/, '#');
    if (!this.#names.has(shared)) {
      if (this.#names.size >= MOST_NAMES) return OTHER_NAMES;
      this.#names.add(shared);
    }
    return shared;
  }
}

/** Returns true for a builtin and for Node's own code. */
function isOfPlatform(frame: Frame | undefined): boolean {
  return frame !== undefined && !isProgramFrame(frame);
}

/** Returns true for the outermost code of a script, which runs when the script is made. */
function isOutermostCode({ nodes, strings }: Profile, row: number): boolean {
  return (
    nodes.scriptId[row] !== 0 &&
    nodes.line[row] === 1 &&
    nodes.column[row] === 1 &&
    strings[nodes.functionName[row] ?? 0] === ''
  );
}

/** Returns the row of the nearest caller that is not a builtin, −1 where there is none. */
function callerOf({ nodes: { parent, scriptId, script }, strings }: Profile, row: number): number {
  const isBuiltin = (one: number): boolean => scriptId[one] === 0 && strings[script[one] ?? 0] === '';
  let caller = parent[row] ?? -1;
  while (caller >= 0 && isBuiltin(caller)) caller = parent[caller] ?? -1;
  return caller;
}
