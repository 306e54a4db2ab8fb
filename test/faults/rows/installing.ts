import type { Fault } from '../fault.js';

export const INSTALLING: readonly Fault[] = [];
