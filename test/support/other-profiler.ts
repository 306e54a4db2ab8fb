import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import * as v8 from 'node:v8';
import type { StarterName } from '../../src/index.js';
import { readOwnProfile } from '../../src/v8/inspector.js';
import type { Profile } from '../../src/v8/profile.js';

/** The profiler of somebody else in this process, used as an application would. */
export interface OtherProfiler {
  start(intervalBytes: number): void;
  /** Reads its profile as a tool that profiles continuously does. */
  read(): void;
  stop(): void;
}

const load = createRequire(import.meta.url);

/** Makes somebody else's profiler that is started in one of the ways there are. */
export function otherProfiler(way: StarterName): OtherProfiler {
  return { v8: ofV8, 'v8-profiler-next': ofPackage, datadog: ofDatadog, inspector: ofInspector }[way]();
}

/** Counts the live samples of a function in whatever profile V8 has of this thread; `undefined` where none is made. */
export function countSamples(functionName: string): number | undefined {
  let profile: Profile;
  try {
    profile = readOwnProfile();
  } catch {
    return undefined;
  }
  const { nodes, samples, strings } = profile;
  return samples.node.filter((node) => strings[nodes.functionName[node] ?? 0] === functionName).length;
}

function ofV8(): OtherProfiler {
  // Of an ES module, whose bindings are others than the members of what `require` returns.
  const builtin = v8 as unknown as { startHeapProfile(options: { sampleInterval: number }): { stop(): string } };
  let handle: { stop(): string } | undefined;
  return {
    start: (sampleInterval) => {
      handle = builtin.startHeapProfile({ sampleInterval });
    },
    read: () => undefined,
    stop: () => {
      handle?.stop();
    },
  };
}

function ofPackage(): OtherProfiler {
  const profiler = load('v8-profiler-next') as {
    startSamplingHeapProfiling(intervalBytes: number, depth: number): void;
    stopSamplingHeapProfiling(): void;
  };
  return {
    start: (intervalBytes) => {
      profiler.startSamplingHeapProfiling(intervalBytes, 32);
    },
    read: () => undefined,
    stop: () => {
      profiler.stopSamplingHeapProfiling();
    },
  };
}

function ofDatadog(): OtherProfiler {
  const { heap } = load('@datadog/pprof') as {
    heap: { start(intervalBytes: number, depth: number): void; profile(): unknown; stop(): void };
  };
  return {
    start: (intervalBytes) => {
      heap.start(intervalBytes, 64);
    },
    read: () => {
      heap.profile();
    },
    stop: () => {
      heap.stop();
    },
  };
}

function ofInspector(): OtherProfiler {
  const session = new Session();
  session.connect();
  const post = (command: string, parameters: object = {}): void => {
    session.post(command, parameters, (error) => {
      if (error !== null) throw error;
    });
  };
  return {
    start: (samplingInterval) => {
      post('HeapProfiler.startSampling', { samplingInterval });
    },
    read: () => {
      post('HeapProfiler.getSamplingProfile');
    },
    stop: () => {
      post('HeapProfiler.stopSampling');
    },
  };
}
