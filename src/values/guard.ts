/** Receives what was thrown, or what a promise rejected with. */
export type ErrorReceiver = (error: unknown) => void;

/**
 * Calls a function and waits for nobody: `failed` receives what the call throws, or what its promise rejects with. What
 * `failed` itself throws is dropped.
 */
export function callGuarded(call: () => unknown, failed: ErrorReceiver): void {
  try {
    const result = call();
    // Whatever has a `then` is a promise, of whichever library. Nothing else needs one made of it.
    if (hasThen(result)) Promise.resolve(result).catch(dropping(failed));
  } catch (error) {
    dropping(failed)(error);
  }
}

/**
 * Makes a function that does the same and throws nothing. Whatever of this package is called by the application's event
 * loop (a timer, a listener, an observer, a message, an exit handler) goes through this: an error there would be an
 * uncaught exception of the application, and end it.
 */
export function guarded<A extends readonly unknown[]>(
  act: (...values: A) => unknown,
  failed: ErrorReceiver,
): (...values: A) => void {
  return (...values) => {
    callGuarded(() => act(...values), failed);
  };
}

function hasThen(result: unknown): boolean {
  return (typeof result === 'object' || typeof result === 'function') && result !== null && 'then' in result;
}

function dropping(failed: ErrorReceiver): ErrorReceiver {
  return (error) => {
    try {
      failed(error);
    } catch {
      // There is nobody left to receive it.
    }
  };
}
