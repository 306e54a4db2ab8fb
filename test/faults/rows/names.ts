import type { Fault } from '../fault.js';

export const NAMES: readonly Fault[] = [];
