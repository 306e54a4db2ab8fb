import type { EventEmitter } from 'node:events';
import type { Alert } from '../report/alerts.js';
import { reasonOf } from '../values/errors.js';
import { callGuarded } from '../values/guard.js';
import type { Log } from '../values/log.js';
import { callListeners } from './call-listeners.js';

/** Something that receives every alert; its answer is not awaited. */
export type AlertHandler = (alert: Alert) => unknown;

/** Hands each alert to standard error, to the monitor's listeners and to the handlers, and counts what fails there. */
export class AlertDispatcher {
  readonly #log: Log;
  readonly #emitter: EventEmitter;
  readonly #handlers: readonly AlertHandler[];
  #failures = 0;

  constructor({ log, emitter, handlers }: { log: Log; emitter: EventEmitter; handlers: readonly AlertHandler[] }) {
    this.#log = log;
    this.#emitter = emitter;
    this.#handlers = handlers;
  }

  /** The number of calls of listeners and handlers that threw or rejected. */
  get failures(): number {
    return this.#failures;
  }

  /** Hands out one alert. It does not throw and waits for nobody. */
  dispatch(alert: Alert): void {
    if (alert.kind !== 'sampler') {
      this.#log('warn', alert.message, { everyTime: true });
      callListeners(this.#emitter, alert.kind, [alert], (error) => {
        this.#count(`a listener of '${alert.kind}' threw`, error);
      });
    }
    for (const handle of this.#handlers) {
      callGuarded(
        () => handle(alert),
        (error) => {
          this.#count('a handler of alerts threw', error);
        },
      );
    }
  }

  #count(what: string, error: unknown): void {
    this.#failures += 1;
    this.#log('error', `${what}: ${reasonOf(error)}`);
  }
}
