import type { Fault } from '../fault.js';

export const DISK: readonly Fault[] = [];
