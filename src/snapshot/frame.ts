import { fileURLToPath } from 'node:url';
import type { Profile } from '../profiler/profile.js';

/** One function on a stack. V8 tells functions apart by where they start, not by the line that ran. */
export interface Frame {
  /** V8's name of the function; `(anonymous)` where it has none. */
  readonly function: string;
  /** Absolute path, a `node:` name, another URL, or empty for builtins and V8's own buckets. */
  readonly file: string;
  /** 1-based line of the function's start, 0 where there is none. */
  readonly line: number;
}

/** The frame of one row of a profile's node table. */
export function frameOf(profile: Profile, row: number): Frame {
  const { nodes, strings } = profile;
  return {
    function: strings[nodes.functionName[row] ?? 0] || '(anonymous)',
    file: filePath(strings[nodes.script[row] ?? 0] ?? ''),
    line: Math.max(0, nodes.line[row] ?? 0),
  };
}

/** True for a frame of the program and its packages: neither a builtin nor one of Node's own modules. */
export function isProgramFrame(frame: Frame): boolean {
  return frame.file !== '' && !frame.file.startsWith('node:');
}

/** A script's name as a path: ES modules carry `file://` URLs, CommonJS modules plain paths. */
function filePath(script: string): string {
  if (!script.startsWith('file:')) return script.replaceAll('\\', '/');
  try {
    return fileURLToPath(script).replaceAll('\\', '/');
  } catch {
    return script;
  }
}
