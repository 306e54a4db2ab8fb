import type { LeakOutcome } from './edge-leaks.js';
import type { Measurement } from './measure.js';

/** The least difference that is worth a word: the same seeds are used, so that little of it is chance. */
const LEAST_RATIO = 1.1;
const LEAST_HOURS = 0.1;
const LEAST_SHARE = 0.1;
const LEAST_ENDINGS = 0.2;

/** Says in words how a measurement differs from that of the present values; empty where it does not. */
export function differencesOf(present: Measurement, other: Measurement, weeks: number): string[] {
  return [
    ...falseAlarms(present, other, weeks),
    ...other.leaks.flatMap((leak, n) => leakDifferences(present.leaks[n] ?? leak, leak)),
    ...sizeDifferences(present, other),
  ];
}

function falseAlarms(present: Measurement, other: Measurement, weeks: number): string[] {
  const changed = other.shapes.flatMap(({ name, falseAlarmsPerWeek }) => {
    const before = present.shapes.find((shape) => shape.name === name)?.falseAlarmsPerWeek ?? 0;
    const [was, is] = [Math.round(before * weeks), Math.round(falseAlarmsPerWeek * weeks)];
    const isWorthAWord = was === 0 ? is > 0 : Math.abs(is - was) >= Math.max(2, Math.sqrt(was + is));
    return isWorthAWord ? [`${name} ${is} (now ${was})`] : [];
  });
  return changed.length === 0 ? [] : [`false alarms: ${changed.join(', ')}`];
}

function leakDifferences(present: LeakOutcome, { name, ...other }: LeakOutcome): string[] {
  const differences: string[] = [];
  if (Math.abs(other.found - present.found) >= LEAST_SHARE)
    differences.push(`leak “${name}” found in ${percent(other.found)} (now ${percent(present.found)})`);
  else if (differ(present.medianHours, other.medianHours))
    differences.push(`leak “${name}” found after ${hours(other.medianHours)} (now ${hours(present.medianHours)})`);
  if (Math.abs(other.endings - present.endings) >= Math.max(LEAST_ENDINGS, LEAST_SHARE * present.endings))
    differences.push(
      `leak “${name}” judged over ${times(other.endings)} before its end (now ${times(present.endings)})`,
    );
  const [was, is] = [present.medianHoursToOver, other.medianHoursToOver];
  if (was !== null && is !== null && differ(was, is))
    differences.push(`leak “${name}” over ${hours(is)} after its end (now ${hours(was)})`);
  return differences;
}

function sizeDifferences(present: Measurement, other: Measurement): string[] {
  return other.sizes.flatMap(({ name, falseAlarms: is, medianHours }, n) => {
    const { falseAlarms: was = is, medianHours: wasHours = medianHours } = present.sizes[n] ?? {};
    if (Math.abs(is - was) >= LEAST_SHARE)
      return [`“${name}” ${is.toFixed(1)} false alarms a run (now ${was.toFixed(1)})`];
    if (medianHours !== null && wasHours !== null && differ(wasHours, medianHours))
      return [`“${name}” found after ${hours(medianHours)} (now ${hours(wasHours)})`];
    return [];
  });
}

function differ(was: number, is: number): boolean {
  return Math.max(was, is) > Math.max(LEAST_RATIO * Math.min(was, is), Math.min(was, is) + LEAST_HOURS);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

function times(value: number): string {
  return `${value.toFixed(1)} times`;
}

function hours(value: number): string {
  return value > 1e6 ? 'never' : `${value.toFixed(1)} h`;
}
