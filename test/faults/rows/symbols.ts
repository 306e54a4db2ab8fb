import type { Fault } from '../fault.js';

export const SYMBOLS: readonly Fault[] = [];
