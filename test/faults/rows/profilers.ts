import type { Fault } from '../fault.js';

export const PROFILERS: readonly Fault[] = [];
