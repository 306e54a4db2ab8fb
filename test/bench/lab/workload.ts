import type { Random } from '../../support/random.js';

/** A program whose memory is known to leak, and where, or known not to. */
export interface Workload {
  /** Unique name in kebab case. */
  readonly name: string;
  /** Description in one line. */
  readonly description: string;
  /** The leak; it is absent where nothing leaks. */
  readonly leak?: Leak;
  /** Begins the work; it goes on until the process ends. */
  start(lab: LabTools): void | Promise<void>;
}

/** A leak: its memory, its place and about how fast it grows. */
export interface Leak {
  /** Functions any of which is the right site: V8 names an inlined one by its caller. Empty for external memory. */
  readonly functions: readonly string[];
  /** File of a package, as its path ends, in which the functions are right as well as in the workload's own. */
  readonly packageFile?: string;
  /** Nominal rate, for choosing how long to run; the true one is measured. */
  readonly bytesPerSecond: number;
  /** `external` for Buffers, which have no site: the right suspect is then that component. @default 'traced' */
  readonly component?: 'traced' | 'external';
  /**
   * The rate at which the same functions allocate what they let go of again: births and deaths that add to the variance
   * of the rate.
   */
  readonly beside?: { readonly bytesPerSecond: number; readonly lifetimeSeconds: number };
}

/** The tools that a workload is given to work with. */
export interface LabTools {
  /** Random numbers that are the same on every run. */
  readonly random: Random;
  /**
   * Does `work` so many times a second on average, evenly, counted from now. What falls due while the process is
   * busy is made up for, so that the rate is true to the clock.
   *
   * @param work gets the number of the operation, from 0
   */
  perSecond(operations: number, work: (operation: number) => void): void;
  /** Does `work` once in so many seconds, the first time after the first of them. */
  every(seconds: number, work: (operation: number) => void): void;
  /** Registers a function that is called before the heap is measured, to let go of what is not leaked and would blur it. */
  beforeMeasuring(release: () => void): void;
}

/** Says whether this is the place at which the workload leaks. */
export function isRightSite(leak: Leak, site: { readonly function: string; readonly file: string }): boolean {
  const isOwn = /[/\\]bench[/\\]lab[/\\]workloads[/\\]/.test(site.file);
  const isPackages = leak.packageFile !== undefined && site.file.endsWith(leak.packageFile);
  return (isOwn || isPackages) && leak.functions.includes(site.function);
}
