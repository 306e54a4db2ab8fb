import type { EventEmitter } from 'node:events';
import { callGuarded, type ErrorReceiver } from '../values/guard.js';

/**
 * Calls every listener of an event, whatever another one throws or rejects with. With `emit`, a listener that throws
 * would keep the event from the others, and a rejection would end the process.
 */
export function callListeners(
  emitter: EventEmitter,
  event: string,
  values: readonly unknown[],
  failed: ErrorReceiver,
): void {
  for (const listener of emitter.rawListeners(event)) {
    callGuarded(() => Reflect.apply(listener, emitter, values) as unknown, failed);
  }
}
