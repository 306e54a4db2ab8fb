import type { SourceMaps } from '../symbols/source-maps.js';
import { findHandedMaps } from '../v8/handed-maps.js';
import { withOwnSession } from '../v8/inspector.js';

/** The number of times that V8's debugger is used in vain: no tool seems to hand over maps here. */
const MOST_IN_VAIN = 3;

/** Returns a function that finds the maps which V8 was handed on this thread, while the application waits, and has them taken in. */
export function ownMaps(sourceMaps: SourceMaps): (scripts: readonly string[]) => void {
  let inVain = 0;
  return (scripts) => {
    if (scripts.length === 0) return;
    const mayDebug = inVain < MOST_IN_VAIN;
    try {
      withOwnSession((session) => {
        findHandedMaps(session, scripts, { mayDebug }, (outcome) => {
          if (outcome instanceof Error) return;
          const { maps, missing, isDebugged } = outcome;
          if (isDebugged && [...maps.values()].includes(undefined)) inVain += 1;
          for (const [script, map] of maps) sourceMaps.takeMap(script, map);
          if (!mayDebug) for (const script of missing) sourceMaps.takeMap(script, undefined);
        });
      });
    } catch {
      // There is no inspector here, as under `--permission`: functions are named where they ran.
    }
  };
}
