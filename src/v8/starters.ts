import { loadPackage } from '../values/load-package.js';
import { builtinStart } from './builtin-profiler.js';
import { type CompiledFiles, loadCompiled } from './compiled-files.js';
import { withInspector } from './inspector.js';
import { loadV8ProfilerNext, type V8ProfilerNext } from './v8-profiler-next.js';

/** The names of the ways to start V8's sampling heap profiler. */
export type StarterName = 'v8' | 'v8-profiler-next' | 'datadog' | 'inspector';

/** The parameters that a profiler is started with. */
export interface SamplingParameters {
  /** The mean spacing of samples in allocated bytes; 1 samples every allocation. */
  readonly sampleIntervalBytes: number;
  /** The number of frames recorded of each stack. */
  readonly stackDepth: number;
}

/** A function that stops the profiler which a starter started. */
export type StopProfiler = () => void;

/** One way to start the profiler. */
export interface Starter {
  readonly name: StarterName;
  /** True where every read of the profile forces a full garbage collection. */
  readonly collectsOnRead: boolean;
  /**
   * Starts the profiler, or throws where this machine does not have this way.
   *
   * @param files where compiled files lie: nothing else of a package is loaded then
   */
  start(parameters: SamplingParameters, files?: CompiledFiles): StopProfiler;
}

/** The part of pprof that starts V8's sampling heap profiler. */
interface PprofBinding {
  /** @param listsTheDead true where samples stay that have been collected */
  startSamplingHeapProfiler(intervalBytes: number, depth: number, listsTheDead: boolean): void;
  stopSamplingHeapProfiler(): void;
}

const builtin: Starter = {
  name: 'v8',
  collectsOnRead: false,
  start({ sampleIntervalBytes, stackDepth }) {
    const startHeapProfile = builtinStart();
    if (startHeapProfile === undefined) throw new Error(`Node ${process.version} has no v8.startHeapProfile`);
    const handle = startHeapProfile({ sampleInterval: sampleIntervalBytes, stackDepth });
    return () => {
      handle[Symbol.dispose]();
    };
  },
};

const v8ProfilerNext: Starter = {
  name: 'v8-profiler-next',
  collectsOnRead: false,
  start({ sampleIntervalBytes, stackDepth }, files) {
    const binding =
      files === undefined
        ? loadV8ProfilerNext()
        : (loadCompiled(files, 'v8-profiler-next') as { samplingHeap: V8ProfilerNext }).samplingHeap;
    binding.startSamplingHeapProfiling(sampleIntervalBytes, stackDepth);
    // The package's own stop leaks the profile, and crashes the process where the profiler has been stopped already.
    return stopThroughInspector;
  },
};

const datadog: Starter = {
  name: 'datadog',
  collectsOnRead: false,
  start({ sampleIntervalBytes, stackDepth }, files) {
    // Below the package's own `heap`, which the application shares and whose start throws where it has been started.
    const binding =
      files === undefined
        ? (loadPackage('@datadog/pprof/out/src/heap-profiler-bindings.js') as PprofBinding)
        : (loadCompiled(files, '@datadog/pprof') as { heapProfiler: PprofBinding }).heapProfiler;
    binding.startSamplingHeapProfiler(sampleIntervalBytes, stackDepth, false);
    return () => {
      binding.stopSamplingHeapProfiler();
    };
  },
};

const inspector: Starter = {
  name: 'inspector',
  collectsOnRead: true,
  start({ sampleIntervalBytes, stackDepth }) {
    return withInspector((session) => {
      session.post('HeapProfiler.startSampling', { samplingInterval: sampleIntervalBytes, stackDepth });
      // Disconnecting the session that started the profiler would stop it.
      return {
        keepOpen: true,
        result: () => {
          session.post('HeapProfiler.stopSampling', {});
          session.disconnect();
        },
      };
    });
  },
};

/** All starters, ordered by what a read then costs, the cheapest first. */
export const STARTERS: readonly Starter[] = [builtin, v8ProfilerNext, datadog, inspector];

function stopThroughInspector(): void {
  withInspector((session) => {
    session.post('HeapProfiler.stopSampling', {});
    return { keepOpen: false, result: undefined };
  });
}
