import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { perInstance, perJob, select } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import type { RecordingRule } from './rule-types.js';

/*
 * One leak has different names in the processes of a program. Where V8 has inlined the leaking function and nobody has
 * seen the process without inlining, the name is that of a function further up the stack; and which function is the lowest
 * that explains most of the growth may differ where two of them explain nearly the same. Names are only ever too high on
 * the stack, never too low. So a leak gets the name that another process of the same program has for a leak below it.
 */

const { site, package: ofPackage, leak, part, caller, place } = { ...ATTRIBUTE, place: 'place' };

// Through OTLP what is gone is 0.
const leaks = `(${select(prometheusName(METRIC.leakGrowthLower))} > 0)`;
const callers = `(${select(prometheusName(METRIC.leakCaller))} > 0)`;
const parts = `(${select(prometheusName(METRIC.leakPart))} > 0)`;
const exact = `(${select(prometheusName(METRIC.leakExact))} == 1)`;

/** Copies a label to another one, also where it is empty. */
function copied(expression: string, from: string, to: string): string {
  return `label_replace(${expression}, "${to}", "$1", "${from}", "(.*)")`;
}

/** The labels of the name that a leak has in the fleet, and of its package, while a series still has its own. */
const [named, namedPackage] = ['named', 'named_package'];

/**
 * For each function that calls a leak, as `site`, the site and the package of that leak. A leak that calls another one
 * names nothing: the name is the lowest. Of several leaks below one function the one that most processes have is taken.
 */
const lowest = `topk by (${perJob(caller)}) (1,
  count by (${perJob(caller, site, ofPackage)}) ${callers}
  unless on (${perJob(site)})
  ${copied(`count by (${perJob(caller)}) ${callers}`, caller, site)}
)`;
const names = copied(copied(copied(lowest, site, named), ofPackage, namedPackage), caller, site);

/** The leaks whose site calls a leak of another process, with the name of that one. */
const calling = `(
  ${leaks} * on (${perJob(site)}) group_left (${named}, ${namedPackage}) (${RECORDED.leakNames} > bool 0)
)`;

/**
 * Those of them that are that leak: where the process was not seen without inlining, or where that other function is one
 * of those that allocate. A process that has both has two leaks.
 */
const renamed = `(
  ${calling} unless on (${perInstance(leak)}) ${exact}
  or
  ${calling} and on (${perInstance(leak, named)}) ${copied(parts, part, named)}
)
unless on (${perInstance(named)}) ${copied(leaks, site, named)}`;

const LABELS = perInstance(site, ofPackage, leak, place);

/** Records under which names the leaks of each process are added up. The label `place` is the process's own name. */
export const LEAK_NAME_RULES: readonly RecordingRule[] = [
  { record: RECORDED.leakNames, expr: names },
  {
    record: RECORDED.leaks,
    expr: `max by (${LABELS}) (
${copied(copied(copied(renamed, site, place), named, site), namedPackage, ofPackage)}
)
or on (${perInstance(place)})
max by (${LABELS}) (${copied(leaks, site, place)})`,
  },
];
