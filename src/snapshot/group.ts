import { type Frame, isProgramFrame, shortFile } from './frame.js';

/** What traces can be added up by. */
export type GroupBy = 'site' | 'file' | 'package' | 'traceback';

/** All groupings, as options name them. */
export const GROUPINGS: readonly GroupBy[] = ['site', 'file', 'package', 'traceback'];

/** One group: its name and the frames that stand for it. */
export interface Group {
  readonly key: string;
  readonly frames: readonly Frame[];
}

/** The group of a frame, when grouped by anything but the traceback. */
export function groupOf(frame: Frame, by: Exclude<GroupBy, 'traceback'>): Group {
  switch (by) {
    case 'site':
      return { key: frame.site, frames: [frame] };
    case 'file': {
      if (frame.file === '') return { key: frame.function, frames: [frame] };
      const file = shortFile(frame);
      return { key: file, frames: [{ ...frame, function: file, line: 0, site: `${file} ${file}:0` }] };
    }
    case 'package': {
      const key = frame.package ?? (isProgramFrame(frame) ? '(program)' : frame.file === '' ? '(v8)' : '(node)');
      return { key, frames: [{ function: key, file: '', line: 0, package: frame.package, site: key }] };
    }
  }
}
