import type { Fault } from '../fault.js';

export const CLOCK: readonly Fault[] = [];
