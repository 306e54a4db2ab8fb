import { CallTree } from '../../../src/growth/call-tree.js';
import { siteFrame } from '../../support/scripted-heap.js';
import { treeOfStacks } from '../../support/stack-tree.js';

/** The call tree of a simulated process, and where its sites stand in it. */
export interface SimulatedTree {
  readonly tree: CallTree;
  /** The rows of each site, one for each of its stacks. */
  readonly rowsOfSite: ReadonlyArray<readonly number[]>;
}

/** The sites that one handler calls, and one of its steps. */
const SITES_A_HANDLER = 10;
const SITES_A_STEP = 4;

/**
 * Makes the call tree of so many sites, as a server has one: all is called by `main`, requests go to handlers, which call
 * steps, which call sites. Every third site is called by a function of its own, every fifth is a helper that three
 * handlers call.
 */
export function simulatedTree(sites: number): SimulatedTree {
  const stacks = Array.from({ length: sites }, (_, site) => stacksOf(site, sites));
  const { frames, parents, rowOf } = treeOfStacks(stacks.flat(), siteFrame);
  const tree = new CallTree({ count: frames.length, parent: Int32Array.from(parents) }, frames);
  return { tree, rowsOfSite: stacks.map((its) => its.map(rowOf)) };
}

/** The name of a site. */
export function siteName(site: number): string {
  return `site ${site}`;
}

function stacksOf(site: number, sites: number): string[][] {
  const handlers = Math.ceil(sites / SITES_A_HANDLER);
  const handler = Math.floor(site / SITES_A_HANDLER);
  const callers = site % 5 === 4 ? [0, 1, 2].map((n) => (handler + n) % handlers) : [handler];
  const own = site % 3 === 2 ? [`wrapper ${site}`] : [];
  return [...new Set(callers)].map((one) => {
    const step = Math.floor((site % SITES_A_HANDLER) / SITES_A_STEP);
    return ['main', 'serve', `handler ${one}`, `step ${one}.${step}`, ...own, siteName(site)];
  });
}
