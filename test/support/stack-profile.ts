import assert from 'node:assert/strict';
import type { FrameTable } from '../../src/snapshot/frame-table.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { sitesOf } from '../../src/snapshot/sites.js';
import type { Profile } from '../../src/v8/profile.js';
import { type RawProfile, toProfile } from '../../src/v8/raw-profile.js';

/**
 * A function's name, its script, its 1-based line, V8's number of the script and its 1-based column, which is the line's
 * number where it is not given; V8 leaves out all but the first for builtins.
 */
export type Call = readonly [functionName: string, script?: string, line?: number, scriptId?: number, column?: number];

/** Makes the profile of one stack, outermost call first, below V8's root. */
export function profileOf(...calls: readonly Call[]): Profile {
  return profileOfStacks(calls);
}

/** Makes the profile of several stacks, each outermost call first, below V8's root. */
export function profileOfStacks(...stacks: ReadonlyArray<readonly Call[]>): Profile {
  let id = 1;
  const nodeOf = (call: Call, children: () => RawNode[]): RawNode => {
    const [functionName, url = '', line = 0, scriptId = 0, column = line] = call;
    const callFrame = { functionName, scriptId: String(scriptId), url, lineNumber: line - 1, columnNumber: column - 1 };
    return { id: id++, selfSize: 0, callFrame, children: children() };
  };
  const chainOf = ([call, ...callees]: readonly Call[]): RawNode[] =>
    call === undefined ? [] : [nodeOf(call, () => chainOf(callees))];
  return toProfile({ head: nodeOf(['(root)'], () => stacks.flatMap(chainOf)), samples: [] });
}

type RawNode = RawProfile['head'];

/** Finds the site of the innermost call of a stack. */
export function siteOf(table: FrameTable, ...calls: readonly Call[]): Frame {
  const profile = profileOf(...calls);
  const site = sitesOf(profile, table.framesOf(profile)).at(-1);
  assert.ok(site !== undefined);
  return site;
}
