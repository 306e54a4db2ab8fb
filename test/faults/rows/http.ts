import type { Fault } from '../fault.js';

export const HTTP: readonly Fault[] = [];
