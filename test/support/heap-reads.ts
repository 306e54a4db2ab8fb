import type { HeapRead } from '../../src/sampler/read-heap.js';
import { toProfile } from '../../src/v8/raw-profile.js';

/** A read of a heap on which `main` calls `leak` of a script, with a sample of 1,000 bytes for each ordinal. */
export function heapRead(
  ordinals: readonly number[],
  {
    endSeconds = 1,
    pauseSeconds = 0.02,
    script = '/srv/app.js',
  }: { endSeconds?: number; pauseSeconds?: number; script?: string } = {},
): HeapRead {
  const node = (id: number, functionName: string, lineNumber: number, children: readonly unknown[] = []): unknown => ({
    id,
    callFrame: {
      functionName,
      scriptId: lineNumber < 0 ? '0' : '7',
      url: lineNumber < 0 ? '' : script,
      lineNumber,
      columnNumber: lineNumber,
    },
    children,
  });
  const head = node(1, '(root)', -1, [node(2, 'main', 0, [node(3, 'leak', 41)])]);
  const samples = ordinals.map((ordinal) => ({ size: 1000, nodeId: 3, ordinal }));
  return {
    profile: toProfile({ head, samples } as Parameters<typeof toProfile>[0]),
    startSeconds: endSeconds - 0.1,
    endSeconds,
    pauseSeconds,
    heapUsedBytes: 48 * 2 ** 20,
  };
}
