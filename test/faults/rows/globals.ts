import type { Fault } from '../fault.js';

export const GLOBALS: readonly Fault[] = [];
