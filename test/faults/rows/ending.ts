import type { Fault } from '../fault.js';

export const ENDING: readonly Fault[] = [];
