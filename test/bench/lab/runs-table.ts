import type { Judgement } from './judgement.js';
import { faultLines, firstPartText } from './lab-table.js';
import { aligned } from './output.js';

/** Prints the findings of many runs: a row for each workload on each version of Node.js, and below what was wrong in some. */
export function runsTable(judgements: readonly Judgement[]): string {
  const groups = [...groupBy(judgements, ({ workload, node }) => `${workload} ${node}`).values()];
  const rows = groups.flatMap((runs) => {
    const [first] = runs;
    if (first === undefined) return [];
    const { workload, node, leaks } = first;
    const right = runs.filter(({ faults }) => faults.length === 0);
    return [
      [
        workload,
        leaks ? 'leaks' : '',
        node,
        `${right.length} of ${runs.length}`,
        rangeText(runs.map(({ foundSeconds }) => foundSeconds)),
        rangeText(runs.map(({ namedSeconds }) => namedSeconds)),
        leaks ? commonest(runs.map(({ suspects }) => firstPartText(suspects).replace(/, \d+%/, ''))) : '',
      ],
    ];
  });
  const head = ['workload', '', 'Node.js', 'right', 'found', 'named', 'first part in most runs'];
  return [aligned([head, ...rows], { rightColumns: [3, 4, 5] }), ...faultLines(judgements)].join('\n');
}

/** `24 to 31 s` of those runs that have it. */
function rangeText(seconds: ReadonlyArray<number | null>): string {
  const known = seconds.filter((one) => one !== null);
  if (known.length === 0) return '-';
  return `${Math.min(...known).toFixed(0)} to ${Math.max(...known).toFixed(0)} s`;
}

function commonest(texts: readonly string[]): string {
  const [text = ''] = [...groupBy(texts, (one) => one)].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return text;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
