import { simulateProcess } from './process.js';
import { HARMLESS_SHAPES } from './shapes.js';

const WEEK_SECONDS = 7 * 86_400;

/** Sites of a simulated process. */
export const SITES = 50;

/** What the verdict made of processes that do not leak. */
export interface FalseAlarms {
  readonly shape: string;
  readonly description: string;
  readonly processWeeks: number;
  readonly falseAlarms: number;
}

/** Simulates one process for a week, all its sites of one shape, and counts the false alarms. */
export function countFalseAlarms(shapeName: string, seed: number): number {
  const shape = HARMLESS_SHAPES.find(({ name }) => name === shapeName);
  if (shape === undefined) throw new Error(`no shape ${shapeName}`);
  const shapes = new Array<typeof shape>(SITES).fill(shape);
  return [...simulateProcess(shapes, { seed, seconds: WEEK_SECONDS })].length;
}
