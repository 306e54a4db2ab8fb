import assert from 'node:assert/strict';
import type { FrameTable } from '../../src/snapshot/frame-table.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { sitesOf } from '../../src/snapshot/sites.js';
import type { Profile } from '../../src/v8/profile.js';
import { type RawProfile, toProfile } from '../../src/v8/raw-profile.js';

/** A function's name, its script, its 1-based line and V8's number of the script; V8 leaves out all but the first for builtins. */
export type Call = readonly [functionName: string, script?: string, line?: number, scriptId?: number];

/** Makes the profile of one stack, outermost call first, below V8's root. */
export function profileOf(...calls: readonly Call[]): Profile {
  type RawNode = RawProfile['head'];
  const stack: readonly Call[] = [['(root)'], ...calls];
  const head = stack.reduceRight<RawNode | undefined>(
    (child, [functionName, url = '', line = 0, scriptId = 0], depth) => ({
      id: depth + 1,
      callFrame: { functionName, scriptId: String(scriptId), url, lineNumber: line - 1, columnNumber: line - 1 },
      children: child === undefined ? [] : [child],
    }),
    undefined,
  );
  assert.ok(head !== undefined);
  return toProfile({ head, samples: [] });
}

/** Finds the site of the innermost call of a stack. */
export function siteOf(table: FrameTable, ...calls: readonly Call[]): Frame {
  const profile = profileOf(...calls);
  const site = sitesOf(profile, table.framesOf(profile)).at(-1);
  assert.ok(site !== undefined);
  return site;
}
