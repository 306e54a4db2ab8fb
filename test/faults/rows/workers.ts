import type { Fault } from '../fault.js';

export const WORKERS: readonly Fault[] = [];
