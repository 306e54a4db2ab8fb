import type { Place } from '../../../src/report/place.js';
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
  /**
   * The functions that allocate what leaks, any of which is right as the first part of the suspect: each is its name and how
   * the path of its file ends, `recordEdit closures-kept.ts`, or the name of a package of which hundreds of functions do.
   * Empty for external memory.
   */
  readonly allocators: readonly string[];
  /** The function that the suspect has to name, written the same way: where a helper is shared, the caller whose calls grow. */
  readonly place?: string;
  /**
   * The function that keeps what leaks, or calls those that allocate it, written the same way: it has to be on the first
   * traceback. It is absent where there is none besides the allocator.
   */
  readonly keeper?: string;
  /**
   * True where the whole leak is the growth of no single site: several functions allocate it, or V8 inlines the one that
   * does into what calls it.
   */
  readonly isScattered?: true;
  /** True where a table doubles now and then, so that it can take twice as long until a span has no such step. */
  readonly growsInSteps?: true;
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
  /**
   * Notes that the leak has just grown by so many bytes, where it takes objects of more than a sample's spacing: each window
   * has some more or less of them than on average.
   */
  noteGrowth(bytes: number): void;
  /** Registers a function that is called before the heap is measured, to let go of what is not leaked and would blur it. */
  beforeMeasuring(release: () => void): void;
}

/** Returns true for a function that allocates what the workload leaks. */
export function isAllocator({ allocators }: Leak, place: WorkloadPlace): boolean {
  return allocators.some((one) => (one.includes(' ') ? isAt(one, place) : one === place.package));
}

/** Returns true for a site that may show the growth: it allocates what leaks, or keeps it and V8 inlines what allocates. */
export function showsGrowth(leak: Leak, place: WorkloadPlace): boolean {
  return isAllocator(leak, place) || (leak.keeper !== undefined && isAt(leak.keeper, place));
}

/** Returns true for a place that the suspect may name. */
export function isSuspectPlace({ place: written }: Leak, place: WorkloadPlace): boolean {
  return written === undefined || isAt(written, place);
}

/** Returns true where the function that keeps what leaks is on the stack, or is not asked for. */
export function hasKeeper({ keeper }: Leak, traceback: readonly string[]): boolean {
  return keeper === undefined || traceback.some((line) => isAt(keeper, placeIn(line)));
}

/** A place, as far as it says whether a function is the one that is meant. */
type WorkloadPlace = Pick<Place, 'function' | 'file' | 'package'>;

function isAt(written: string, { function: name, file }: WorkloadPlace): boolean {
  const parts = partsOf(written);
  return name === parts.name && `/${file.replaceAll('\\', '/')}`.endsWith(parts.fileEnd);
}

/** The name and the file of a function that is written as in {@link Leak.allocators}. */
function partsOf(written: string): { name: string; fileEnd: string } {
  const space = written.lastIndexOf(' ');
  return { name: written.slice(0, space), fileEnd: `/${written.slice(space + 1)}` };
}

/** The place that a line of a traceback names: `set (express-session/session/memory.js:121)`. */
function placeIn(line: string): WorkloadPlace {
  const [, name = line, file = ''] = /^(.*) \((.*?)(?::\d+)*\)$/.exec(line) ?? [];
  return { function: name, file, package: null };
}
