import type { Fault } from '../fault.js';

export const FILES: readonly Fault[] = [];
