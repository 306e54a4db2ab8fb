import type { EventEmitter } from 'node:events';

/** Calls code that is not ours and waits for nobody: `failed` receives what the call throws or rejects with. */
export function callForeign(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    // Whatever has a `then` is a promise, of whichever library.
    Promise.resolve(call()).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/**
 * Calls every listener of an event, whatever another one throws or rejects with. With `emit`, a listener that throws
 * would keep the event from the others, and a rejection would end the process.
 */
export function callListeners(
  emitter: EventEmitter,
  event: string,
  values: readonly unknown[],
  failed: (error: unknown) => void,
): void {
  for (const listener of emitter.rawListeners(event)) {
    callForeign(() => Reflect.apply(listener, emitter, values) as unknown, failed);
  }
}
