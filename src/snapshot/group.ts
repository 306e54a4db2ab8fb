import { type Frame, frameNamed, isProgramFrame, shortFile } from './frame.js';
import { Traceback } from './traceback.js';

/** The property that traces are grouped by. */
export type GroupBy = 'site' | 'file' | 'package' | 'traceback';

/** All groupings, as options name them. */
export const GROUPINGS: readonly GroupBy[] = ['site', 'file', 'package', 'traceback'];

/** One group of traces: its name, and the traceback that stands for it. */
export interface Group {
  readonly key: string;
  readonly traceback: Traceback;
}

/** Returns the group to which a frame belongs, where traces are grouped by something other than the traceback. */
export function groupOf(frame: Frame, by: Exclude<GroupBy, 'traceback'>): Group {
  switch (by) {
    case 'site':
      return group(frame.site, frame);
    case 'file': {
      if (frame.file === '') return group(frame.function, frame);
      const file = shortFile(frame);
      return group(file, { ...frame, function: file, line: 0, column: 0, site: `${file} ${file}` });
    }
    case 'package': {
      const key = frame.package ?? (isProgramFrame(frame) ? '(program)' : frame.file === '' ? '(v8)' : '(node)');
      return group(key, { ...frameNamed(key), package: frame.package });
    }
  }
}

function group(key: string, frame: Frame): Group {
  return { key, traceback: new Traceback([frame], 1) };
}
