import type { Frame } from './frame.js';

/** Makes a test of frames that remembers its answers: it is asked about the same frames over and over. */
export function rememberedFrames(test: (frame: Frame) => boolean): (frame: Frame) => boolean {
  const known = new WeakMap<Frame, boolean>();
  return (frame) => {
    const before = known.get(frame);
    if (before !== undefined) return before;
    const now = test(frame);
    known.set(frame, now);
    return now;
  };
}
