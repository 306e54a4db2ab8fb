import { syncBuiltinESMExports } from 'node:module';
import { callGuarded } from '../values/guard.js';
import { loadedModules } from '../values/load-package.js';

/** What others do with V8's sampling heap profiler, as far as it can be seen: see {@link watchOtherProfilers}. */
export interface ProfilerUse {
  /** Is called before somebody else starts the profiler, with true where it is to list what has been collected, too. */
  readonly starting: (listsTheDead: boolean) => void;
  /** Is called after somebody else has stopped it. */
  readonly stopped: () => void;
}

type AnyFunction = (this: unknown, ...given: readonly unknown[]) => unknown;

/** Leads from a function that watches to the one that it calls, also for another installed copy of this package. */
const ORIGINAL = Symbol.for('heapgauge.original');

/** The functions by which native packages start and stop the profiler: members of a member of what they export. */
const NATIVE_FUNCTIONS = [
  { member: 'heapProfiler', start: 'startSamplingHeapProfiler', stop: 'stopSamplingHeapProfiler' },
  { member: 'samplingHeap', start: 'startSamplingHeapProfiling', stop: 'stopSamplingHeapProfiling' },
] as const;

const { apply, get, set, defineProperty } = Reflect;

/** The modules whose inspector sessions are watched. The promises' one is made from the other's when it is loaded. */
const INSPECTORS = ['node:inspector/promises', 'node:inspector'] as const;

let isWatching = false;

/** True while this package itself starts or stops the profiler. */
let isOwnCall = false;

/**
 * Watches this thread for others who start V8's only sampling heap profiler, so that ours can give way: V8 refuses or
 * ignores a second start. It wraps `v8.startHeapProfile` and what ends that, the inspector sessions of this thread and the
 * functions of native packages, those of `@datadog/pprof` and `v8-profiler-next`, once and for good: taking a wrapper away
 * again would take others' away that have come on top. DevTools and sessions of other threads cannot be seen. Nothing here
 * throws; what cannot be wrapped is left alone.
 */
export function watchOtherProfilers({ starting, stopped }: ProfilerUse): void {
  if (isWatching) return;
  isWatching = true;
  const start = (listsTheDead: boolean): WatchedCall => ({
    before: unlessOwn(() => {
      starting(listsTheDead);
    }),
  });
  const stop: WatchedCall = { after: unlessOwn(stopped) };
  const watchNative = (exported: unknown): void => {
    for (const names of NATIVE_FUNCTIONS) {
      const functions = memberOf(exported, names.member);
      // Only one of the packages has a third parameter.
      wrap(functions, names.start, ([, , listsTheDead]) => start(listsTheDead === true));
      wrap(functions, names.stop, () => stop);
    }
  };
  const watchHandle = watchHandles(stop);
  wrap(moduleOf('node:v8'), 'startHeapProfile', ([options]) => ({
    ...start(asksForDead(options)),
    after: watchHandle,
  }));
  syncBuiltinESMExports();
  watchSessions(start, stop);
  for (const loaded of Object.values(loadedModules())) {
    if (loaded?.filename.endsWith('.node') === true) watchNative(memberOf(loaded, 'exports'));
  }
  wrap(process, 'dlopen', ([target]) => ({
    after: () => {
      watchNative(memberOf(target, 'exports'));
    },
  }));
}

/**
 * Calls a function before each command that an inspector session of this thread sends, this package's own among them. It
 * wraps their function for good, as {@link watchOtherProfilers} does. What the function throws is dropped.
 */
export function watchInspectorCommands(sending: (command: unknown) => void): void {
  wrapSessions((command) => ({
    before: () => {
      callGuarded(
        () => {
          sending(command);
        },
        () => undefined,
      );
    },
  }));
}

/** Gives the function that a watching one calls, so that a call of this package's own is not taken for another's. */
export function unwatched<F extends object>(watching: F): F {
  let original = watching;
  while (ORIGINAL in original) original = original[ORIGINAL] as F;
  return original;
}

/** Starts or stops the profiler for this package, so that it is not taken for somebody else. */
export function unnoticed<T>(act: () => T): T {
  const before = isOwnCall;
  isOwnCall = true;
  try {
    return act();
  } finally {
    isOwnCall = before;
  }
}

function unlessOwn(act: () => void): () => void {
  return () => {
    if (!isOwnCall) act();
  };
}

/** Watches the inspector's sessions. V8 also stops the profiler where the session that started it is done with it. */
function watchSessions(start: (listsTheDead: boolean) => WatchedCall, stop: WatchedCall): void {
  const started = new WeakSet<object>();
  const end = (session: unknown): WatchedCall => (started.delete(session as object) ? stop : {});
  wrapSessions((command, session, parameters) => {
    if (command === 'HeapProfiler.startSampling') {
      started.add(session as object);
      return start(asksForDead(parameters));
    }
    if (command === 'HeapProfiler.stopSampling') return stop;
    return command === 'HeapProfiler.disable' ? end(session) : {};
  });
  wrapEach('disconnect', (_, session) => end(session));
}

/** Says whether a profiler that is started with such options lists what has been collected, too. */
function asksForDead(options: unknown): boolean {
  return ['Major', 'Minor'].some((kind) => memberOf(options, `includeObjectsCollectedBy${kind}GC`) === true);
}

/** Wraps, at the first handle of `v8.startHeapProfile`, the functions of all handles that end it. */
function watchHandles(stop: WatchedCall): (handle: unknown) => void {
  let isDone = false;
  return (handle) => {
    if (isDone || typeof handle !== 'object' || handle === null) return;
    isDone = true;
    for (const name of ['stop', Symbol.dispose]) wrap(Reflect.getPrototypeOf(handle), name, () => stop);
  };
}

/** Wraps the function by which this thread's inspector sessions send commands. */
function wrapSessions(around: (command: unknown, session: unknown, parameters: unknown) => WatchedCall): void {
  wrapEach('post', ([command, parameters], session) => around(command, session, parameters));
}

/** Wraps a function of the sessions of both modules. */
function wrapEach(name: string, around: Around): void {
  for (const module of INSPECTORS) wrap(memberOf(memberOf(moduleOf(module), 'Session'), 'prototype'), name, around);
}

/** Says what is done around a call, by what is given and by the object that it is a call of. */
type Around = (given: readonly unknown[], owner: unknown) => WatchedCall;

/** What is done around one call of a wrapped function. */
interface WatchedCall {
  readonly before?: () => void;
  /** Receives what the call has returned, `undefined` where it has thrown. */
  readonly after?: (returned: unknown) => void;
}

/** Puts a function in the place of a member that calls it and does something around it. */
function wrap(owner: unknown, name: string | symbol, around: Around): void {
  try {
    const original = memberOf(owner, name);
    if (typeof original !== 'function') return;
    const wrapper: AnyFunction = function (...given) {
      const { before, after } = watched(() => around(given, this));
      before?.();
      let returned: unknown;
      try {
        returned = apply(original as AnyFunction, this, given);
        return returned;
      } finally {
        after?.(returned);
      }
    };
    defineProperty(wrapper, 'name', { value: original.name, configurable: true });
    defineProperty(wrapper, 'length', { value: original.length, configurable: true });
    defineProperty(wrapper, ORIGINAL, { value: original });
    set(owner as object, name, wrapper);
  } catch {
    // It belongs to somebody who has made it unchangeable.
  }
}

/** Asks what is done around a call; nothing where the call is such that the question throws. */
function watched(ask: () => WatchedCall): WatchedCall {
  try {
    return ask();
  } catch {
    return {};
  }
}

function memberOf(owner: unknown, name: string | symbol): unknown {
  try {
    return typeof owner === 'object' || typeof owner === 'function' ? get(owner ?? {}, name) : undefined;
  } catch {
    return undefined;
  }
}

function moduleOf(name: string): unknown {
  try {
    return process.getBuiltinModule(name);
  } catch {
    return undefined;
  }
}
