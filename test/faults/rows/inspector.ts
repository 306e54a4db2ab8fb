import type { Fault } from '../fault.js';

export const INSPECTOR: readonly Fault[] = [];
