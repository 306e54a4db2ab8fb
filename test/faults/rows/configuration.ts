import type { Fault } from '../fault.js';

export const CONFIGURATION: readonly Fault[] = [];
