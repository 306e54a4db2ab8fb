import type { Fault } from '../fault.js';
import { ANSWERING } from './answering.js';
import { CLOCK } from './clock.js';
import { CONFIGURATION } from './configuration.js';
import { CONTAINERS } from './containers.js';
import { DESCRIPTORS } from './descriptors.js';
import { DISK } from './disk.js';
import { ENDING } from './ending.js';
import { FILES } from './files.js';
import { GLOBALS } from './globals.js';
import { HTTP } from './http.js';
import { INSPECTOR } from './inspector.js';
import { INSTALLING } from './installing.js';
import { MEMORY } from './memory.js';
import { NAMES } from './names.js';
import { PERMISSION } from './permission.js';
import { PROCESSES } from './processes.js';
import { PROFILERS } from './profilers.js';
import { RECEIVERS } from './receivers.js';
import { SIGNALS } from './signals.js';
import { SUPERVISION } from './supervision.js';
import { SYMBOLS } from './symbols.js';
import { TELEMETRY } from './telemetry.js';
import { WORKERS } from './workers.js';
import { ZOOM } from './zoom.js';

/** The table of all faults, by part. */
export const FAULTS: readonly Fault[] = [
  ...ANSWERING,
  ...CLOCK,
  ...CONFIGURATION,
  ...CONTAINERS,
  ...DESCRIPTORS,
  ...DISK,
  ...ENDING,
  ...FILES,
  ...GLOBALS,
  ...HTTP,
  ...INSPECTOR,
  ...INSTALLING,
  ...MEMORY,
  ...NAMES,
  ...PERMISSION,
  ...PROCESSES,
  ...PROFILERS,
  ...RECEIVERS,
  ...SIGNALS,
  ...SUPERVISION,
  ...SYMBOLS,
  ...TELEMETRY,
  ...WORKERS,
  ...ZOOM,
];
