import type { Fault } from '../fault.js';

export const TELEMETRY: readonly Fault[] = [];
