import { AsyncLocalStorage } from 'node:async_hooks';

/** The context that this file was loaded in: hardly ever one of a request. */
const run = AsyncLocalStorage.snapshot();

/**
 * Calls a function outside of every store of `AsyncLocalStorage` that the caller may be in. What goes on by itself for as
 * long as the process lives is begun here: it would keep the store alive, and run every event within it.
 */
export function outsideAnyStore<T>(act: () => T): T {
  return run(act);
}
