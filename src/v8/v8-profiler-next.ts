import { dirname, join } from 'node:path';
import { loadPackage, resolvePackage } from '../values/load-package.js';

/** The part of v8-profiler-next that starts V8's sampling heap profiler. */
export interface V8ProfilerNext {
  startSamplingHeapProfiling(intervalBytes: number, depth: number): void;
}

/**
 * Loads v8-profiler-next. Its compiled file alone takes a few milliseconds; the package takes sixty, and starts a child
 * process that asks for the C library, which `--permission` may forbid. Throws where it is not installed or not built.
 */
export function loadV8ProfilerNext(): V8ProfilerNext {
  const file = compiledProfilerNext();
  try {
    return (loadPackage(file) as { samplingHeap: V8ProfilerNext }).samplingHeap;
  } catch {
    // Another version may keep the file elsewhere.
    return loadPackage('v8-profiler-next') as V8ProfilerNext;
  }
}

/** Gives the path that version 1.10 compiles itself to. Throws where the package is not installed. */
export function compiledProfilerNext(): string {
  const folder = dirname(resolvePackage('v8-profiler-next/package.json'));
  const { platform, arch, versions } = process;
  return join(folder, 'build/binding/Release', `node-v${versions.modules}-${platform}-${arch}`, 'profiler.node');
}
