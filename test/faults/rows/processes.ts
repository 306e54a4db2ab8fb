import type { Fault } from '../fault.js';

export const PROCESSES: readonly Fault[] = [];
