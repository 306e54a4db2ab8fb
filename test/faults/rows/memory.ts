import type { Fault } from '../fault.js';

export const MEMORY: readonly Fault[] = [];
