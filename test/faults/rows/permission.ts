import type { Fault } from '../fault.js';

export const PERMISSION: readonly Fault[] = [];
