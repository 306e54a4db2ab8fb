import { formatRate } from '../../../src/values/units.js';
import type { Judgement, Phase } from './judgement.js';
import { aligned } from './output.js';
import { COMPRESSION } from './settings.js';

/** Upper limit of the phases that are printed. */
const MOST_PHASES = 6;

/** Prints the laboratory's findings, a row for each workload. */
export function labTable(
  judgements: readonly Judgement[],
  { isRealTime = false }: { isRealTime?: boolean } = {},
): string {
  const leaks = judgements.filter((one) => one.leaks);
  const others = judgements.filter((one) => !one.leaks);
  const time = isRealTime ? 'real' : `compressed ${COMPRESSION}-fold: 24 s stand for an hour`;
  const parts = [
    leaks.length > 0 && leakTable(leaks),
    others.length > 0 && otherTable(others),
    faultLines(judgements).join('\n'),
    `Times are ${time}. A true rate is that of the collected heap.`,
  ];
  return parts.filter((part) => part !== false && part !== '').join('\n\n');
}

function leakTable(judgements: readonly Judgement[]): string {
  const rows = judgements.map((one) => [
    one.workload,
    formatRate(one.nominalBytesPerSecond ?? 0),
    formatRate(one.trueBytesPerSecond),
    one.estimate === null ? '-' : formatRate(one.estimate.bytesPerSecond),
    one.estimate === null ? '-' : `${formatRate(one.estimate.lower)} to ${formatRate(one.estimate.upper)}`,
    one.foundSeconds === null ? 'never' : `${one.foundSeconds.toFixed(0)} s`,
    `${one.leastSeconds?.toFixed(0) ?? ''} s`,
    one.namedSeconds === null ? 'never' : `${one.namedSeconds.toFixed(0)} s`,
    String(one.suspects.length),
    String(one.cost.zooms),
    firstPartText(one.suspects),
    rightness(one),
    phasesText(one.phases),
  ]);
  const rates = ['nominal', 'true', 'estimated', '95% bounds'];
  const head = [
    'leaking',
    ...rates,
    'found',
    'least',
    'named',
    'suspects',
    'zooms',
    'first part',
    '',
    'verdict over time',
  ];
  return aligned([head, ...rows], { rightColumns: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
}

function otherTable(judgements: readonly Judgement[]): string {
  const rows = judgements.map((one) => [
    one.workload,
    formatRate(one.trueBytesPerSecond),
    `${one.seconds.toFixed(0)} s`,
    String(one.cost.zooms),
    rightness(one),
    phasesText(one.phases),
  ]);
  return aligned([['not leaking', 'true', 'watched', 'zooms', '', 'verdict over time'], ...rows], {
    rightColumns: [1, 2, 3],
  });
}

function rightness({ faults }: Judgement): string {
  return faults.length === 0 ? 'right' : 'WRONG';
}

/** Says what is wrong, a line for each fault. */
export function faultLines(judgements: readonly Judgement[]): string[] {
  return judgements.flatMap(({ workload, node, hasFlags, faults }) =>
    faults.map((fault) => `${workload}, ${node}${hasFlags ? '' : ' without flags'}: ${fault}`),
  );
}

/** `set express-session/session/memory.js:121, 98%, exact`. */
export function firstPartText([first]: Judgement['suspects']): string {
  const part = first?.parts[0];
  if (first === undefined) return '-';
  if (part === undefined) return first.site;
  return `${part[0]}, ${(100 * part[1]).toFixed(0)}%${first.exact ? ', exact' : ''}`;
}

/** `warming 3 s, steady 5 s, leaking to the end`. */
function phasesText(phases: readonly Phase[]): string {
  const texts = phases.map(({ state, seconds }, n) =>
    n === phases.length - 1 ? `${state} to the end` : `${state} ${seconds.toFixed(0)} s`,
  );
  if (texts.length <= MOST_PHASES) return texts.join(', ');
  const half = MOST_PHASES / 2;
  return [...texts.slice(0, half), `… ${texts.length - MOST_PHASES} more`, ...texts.slice(-half)].join(', ');
}
