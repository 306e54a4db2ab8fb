import type { Frame } from '../snapshot/frame.js';
import { isOwnFile, OWN_PACKAGE } from '../snapshot/own-files.js';
import { ANONYMOUS, identityOf } from '../snapshot/site-names.js';
import { selectSamples, snapshotData } from '../snapshot/snapshot-data.js';
import { Snapshot } from '../snapshot/snapshot.js';
import { StackTable } from '../snapshot/stack-table.js';
import { packageOf } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import type { Profile } from '../v8/profile.js';
import type { RunningProfiler } from '../v8/profiler.js';
import { ownFrames } from './own-frames.js';

/**
 * Names functions where they ran. That is quick, as no source map is read and no file looked for: where every allocation is
 * sampled, that work would take seconds, and its own samples make each read longer. Few of them are worth a name.
 */
export class RanFrames {
  readonly #known = new Map<string, Frame>();

  /** Makes a snapshot of what the program holds of a profile's samples after an ordinal, its functions named where they ran. */
  snapshotOf(profile: Profile, { run, sampleIntervalBytes, stackDepth }: RunningProfiler, since: number): Snapshot {
    const circumstances = { time: new Date().toISOString(), run, sampleIntervalBytes, stackDepth };
    const data = snapshotData(profile, this.#framesOf(profile), circumstances);
    const stacks = new StackTable(data);
    const isProgram = Array.from({ length: data.stacks.count }, (_, stack) => isOfProgram(stacks.siteOf(stack)));
    const rows: number[] = [];
    for (let row = 0; row < data.samples.count; row += 1) {
      const isYounger = (data.samples.ordinal[row] ?? 0) > since;
      if (isYounger && isProgram[data.samples.stack[row] ?? 0] === true) rows.push(row);
    }
    return new Snapshot(selectSamples(data, rows));
  }

  #framesOf({ nodes, strings }: Profile): readonly Frame[] {
    const frames: Frame[] = [];
    for (let row = 0; row < nodes.count; row += 1) {
      const ran = {
        function: strings[nodes.functionName[row] ?? 0] || ANONYMOUS,
        // As V8 has it, which is how a map is asked for.
        file: strings[nodes.script[row] ?? 0] ?? '',
        line: nodes.line[row] ?? 0,
        column: nodes.column[row] ?? 0,
      };
      const site = identityOf(ran);
      let frame = this.#known.get(site);
      if (frame === undefined) {
        const path = plainPath(ran.file);
        frame = { ...ran, package: isOwnFile(path) ? OWN_PACKAGE : packageOf(path), site };
        this.#known.set(site, frame);
      }
      frames.push(frame);
    }
    return frames;
  }
}

/** Names a function of such a snapshot where a person wrote it. */
export function whereWritten({ function: name, file: script, line, column }: Frame): Frame {
  return ownFrames().frameOf({ functionName: name === ANONYMOUS ? '' : name, script, line, column });
}

function isOfProgram({ file, package: itsPackage }: Frame): boolean {
  return itsPackage !== OWN_PACKAGE && !file.startsWith('node:');
}
