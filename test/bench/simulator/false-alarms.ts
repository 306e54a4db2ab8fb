import type { JudgedKind } from '../../../src/growth/thresholds.js';
import { simulateProcess } from './process.js';
import { HARMLESS_SHAPES } from './shapes.js';
import type { Shape } from './site-script.js';

const DAY_SECONDS = 86_400;

/** Sites of a simulated process. */
export const SITES = 50;

/** What the verdict made of processes that do not leak. */
export interface FalseAlarms {
  readonly shape: string;
  readonly description: string;
  readonly processes: number;
  readonly falseAlarms: AlarmCounts;
}

/** How often something that does not leak was judged leaking: a site, and what calls sites. */
export type AlarmCounts = Readonly<Record<JudgedKind, number>>;

/** Simulates one process for some days, all its sites of one shape, and counts the false alarms. */
export function countFalseAlarms(shape: Shape, seed: number, days = 7): AlarmCounts {
  const shapes = new Array<Shape>(SITES).fill(shape);
  const counts = { site: 0, caller: 0 };
  for (const { kind, isLeaking } of simulateProcess(shapes, { seed, seconds: days * DAY_SECONDS }))
    if (isLeaking) counts[kind] += 1;
  return counts;
}

/** The shape of a name that does not leak. */
export function harmlessShape(name: string): Shape {
  const shape = HARMLESS_SHAPES.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  return shape;
}
