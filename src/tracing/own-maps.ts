import type { SourceMaps } from '../symbols/source-maps.js';
import { findHandedMaps } from '../v8/handed-maps.js';
import { withOwnSession } from '../v8/inspector.js';
import { isError } from '../values/is-error.js';

/** The number of times that V8's debugger is used in vain: no tool seems to hand over maps here. */
const MOST_IN_VAIN = 3;

/** The number of times that maps are looked for at most: each time some are left, as that takes a few milliseconds only. */
const MOST_ROUNDS = 10;

/** Returns a function that finds the maps which V8 was handed on this thread, while the application waits, and has them taken in. */
export function ownMaps(sourceMaps: SourceMaps): (scripts: readonly string[]) => void {
  let inVain = 0;

  function find(scripts: readonly string[]): ReadonlySet<string> {
    const mayDebug = inVain < MOST_IN_VAIN;
    const answered = new Set<string>();
    withOwnSession((session) => {
      findHandedMaps(session, scripts, { mayDebug }, (outcome) => {
        if (isError(outcome)) return;
        const { maps, missing, isDebugged } = outcome;
        if (isDebugged && [...maps.values()].includes(undefined)) inVain += 1;
        for (const [script, map] of maps) sourceMaps.takeMap(script, map);
        if (!mayDebug) for (const script of missing) sourceMaps.takeMap(script, undefined);
        for (const script of [...maps.keys(), ...missing]) answered.add(script);
      });
    });
    return answered;
  }

  return (scripts) => {
    let left = scripts;
    try {
      for (let round = 0; round < MOST_ROUNDS && left.length > 0; round += 1) {
        const answered = find(left);
        if (answered.size === 0) return;
        left = left.filter((script) => !answered.has(script));
      }
    } catch {
      // There is no inspector here, as under `--permission`: functions are named where they ran.
    }
  };
}
