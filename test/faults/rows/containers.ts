import type { Fault } from '../fault.js';

export const CONTAINERS: readonly Fault[] = [];
