import type { Fault } from '../fault.js';

export const SUPERVISION: readonly Fault[] = [];
