import type { Fault } from '../fault.js';

export const RECEIVERS: readonly Fault[] = [];
