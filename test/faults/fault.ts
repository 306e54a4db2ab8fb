import type { Application } from './application.js';
import type { Outcome } from './outcome.js';

/** The areas that faults come from; each has a file of rows. */
export type Part =
  | 'clock'
  | 'configuration'
  | 'containers'
  | 'descriptors'
  | 'disk'
  | 'ending'
  | 'files'
  | 'globals'
  | 'http'
  | 'inspector'
  | 'installing'
  | 'memory'
  | 'names'
  | 'permission'
  | 'processes'
  | 'profilers'
  | 'receivers'
  | 'signals'
  | 'supervision'
  | 'symbols'
  | 'telemetry'
  | 'workers'
  | 'zoom';

/**
 * A fault: an application, what befalls it, and what has to hold. It is run bare and watched by heapgauge, and both have
 * to do the same: exit code, signal, standard output, standard error but for heapgauge's own few lines.
 */
export interface Fault {
  /** A whole sentence: what the application does, whatever befalls it. It is the title of the test. */
  readonly name: string;
  readonly part: Part;
  /** True where this was seen to do harm before it was mended: the row failed on the commit before. */
  readonly seen?: true;
  /**
   * The application, an ES module's text. It prints `ready` once its own work stands. `process.emit('act')` is called
   * once a watched one has made a report. It ends itself, or when `process.emit('over')` is called after the fault;
   * where it does not listen to that, `process.exit()` ends it.
   */
  readonly program: string;
  /** The ending of the program's file: `mjs`, or `cjs` for CommonJS. @default 'mjs' */
  readonly programType?: 'mjs' | 'cjs';
  /**
   * How heapgauge gets into the watched one: preloaded, or by the program itself where its environment has `WATCHED`.
   * @default 'preloaded'
   */
  readonly watched?: 'preloaded' | 'in code';
  /** What is set besides or instead of {@link HURRIED}; with `undefined` a setting has its default. */
  readonly settings?: Readonly<Record<`HEAPGAUGE_${string}`, string | undefined>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  readonly programArguments?: readonly string[];
  /** What a shell does before it becomes the application, such as `ulimit -n 60`; `"$@"` is the application's command. */
  readonly shell?: string;
  /** Another Node.js than this one, by its major version. */
  readonly node?: 20 | 22 | 24 | 26;
  /** True where the application reads no standard input and has nothing preloaded but heapgauge: it ends by itself. */
  readonly isAlone?: true;
  /** True where the fault is there from the start, so that no first report is waited for before {@link provoke}. */
  readonly fromStart?: true;
  /** Makes what has to be there before the application starts, files in its folder or a server. */
  readonly prepare?: (place: Place) => Promise<Prepared | undefined> | Prepared | undefined;
  /** What befalls the running application. It resolves when the fault is over. */
  readonly provoke?: (application: Application) => Promise<void>;
  /** Throws where the fault did not happen at all: the row would say nothing. */
  readonly met?: (runs: Runs) => void;
  /** Throws where something does not hold that holds beyond the rule for all faults. */
  readonly expect?: (runs: Runs) => void;
  /** Brings what is nobody's affair, such as a port, out of the standard output before it is compared. */
  readonly comparable?: (text: string) => string;
  /** The most lines that heapgauge may write. @default 3 */
  readonly lines?: number;
  /**
   * The most by which the watched one’s longest event-loop delay may exceed the bare one’s, in milliseconds on a machine of
   * its own. @default 1000
   */
  readonly delayMilliseconds?: number;
  /** The most by which the watched one's resident memory may exceed the bare one's, in MiB. @default 128 */
  readonly memoryMiB?: number;
  /** The most seconds to the end once it may end. @default 15 */
  readonly endsWithinSeconds?: number;
  /** Why no new report can come after the fault; else one has to. */
  readonly noReport?: string;
  /** The most seconds that a new report may take after the fault. @default 20 */
  readonly recoversWithinSeconds?: number;
  /** Why this machine cannot play it, if it cannot. */
  readonly impossible?: () => string | undefined | Promise<string | undefined>;
  /** True where it takes more than half a minute: it is played by `npm run faults`, and never by `npm test`. */
  readonly isSlow?: true;
}

/** Where an application is about to start. */
export interface Place {
  readonly folder: string;
  readonly isWatched: boolean;
  /** The port that heapgauge's page will have. */
  readonly port: number;
  /** Keeps what the row found out, for its `met` and `expect`. */
  readonly note: (name: string, value: unknown) => void;
}

/** What was prepared for an application. */
export interface Prepared {
  /** Is set besides the row's settings, such as the address of a server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Undoes it, once the application has ended. */
  readonly close?: () => Promise<void> | void;
}

/** The outcomes of one fault, of the bare application and of the watched. */
export interface Runs {
  readonly bare: Outcome;
  readonly watched: Outcome;
}

/** The settings that all faults begin from: reads follow one another closely, so that a fault meets one under way. */
export const HURRIED: Readonly<Record<string, string>> = {
  HEAPGAUGE_PERIOD: '200ms',
  HEAPGAUGE_MAX_PAUSE_RATIO: '1',
};
