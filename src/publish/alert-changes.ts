import type { ActiveAlert } from './active-alerts.js';

/** An alert as it is posted, with its end: in the past where it is over. */
export interface PostedAlert extends ActiveAlert {
  /** The time at which the alert ends, ISO 8601 UTC. */
  readonly endsAt: string;
}

/** One moment by both clocks: the calendar may be set back, the other is not. */
export interface Moment {
  readonly calendarMilliseconds: number;
  readonly monotonicSeconds: number;
}

/** The time after which an undelivered end is dropped: the alert has expired in Alertmanager by then. */
const DROP_END_SECONDS = 900;

/** The most ends that wait to be delivered. */
const MOST_ENDS = 1000;

interface EndedAlert {
  readonly alert: ActiveAlert;
  readonly end: Moment;
}

/**
 * Follows which alerts are active and which have ended without that being delivered. It is not a queue of messages but a
 * state: however long the other side has been away, it gets what is so now and what has ended meanwhile.
 */
export class AlertChanges {
  #active = new Map<string, ActiveAlert>();
  readonly #ended = new Map<string, EndedAlert>();

  get hasActive(): boolean {
    return this.#active.size > 0;
  }

  get isEmpty(): boolean {
    return this.#active.size === 0 && this.#ended.size === 0;
  }

  /** Takes in the alerts that are active now; returns whether one has started or ended. */
  update(alerts: readonly ActiveAlert[], now: Moment): boolean {
    let isChanged = false;
    const active = new Map<string, ActiveAlert>();
    for (const alert of alerts) {
      const key = JSON.stringify(alert.labels);
      // It began when it was first seen, whatever the report says of the span that shows it.
      const { startsAt } = this.#active.get(key) ?? alert;
      active.set(key, { ...alert, startsAt });
      if (!this.#active.has(key)) isChanged = true;
      this.#ended.delete(key);
    }
    for (const [key, alert] of this.#active) {
      if (active.has(key)) continue;
      isChanged = true;
      this.#end(key, { alert, end: now });
    }
    this.#active = active;
    return isChanged;
  }

  /**
   * Takes what is to be posted now. Its ends are posted again until they are said to be delivered.
   *
   * @param expiresMilliseconds when the active ones end if nothing further is posted, by the calendar
   */
  take(expiresMilliseconds: number): { readonly alerts: readonly PostedAlert[]; readonly delivered: () => void } {
    const ended = [...this.#ended];
    return {
      alerts: [
        ...[...this.#active.values()].map((alert) => withEnd(alert, expiresMilliseconds)),
        ...ended.map(([, { alert, end }]) => withEnd(alert, end.calendarMilliseconds)),
      ],
      delivered: () => {
        for (const [key, one] of ended) if (this.#ended.get(key) === one) this.#ended.delete(key);
      },
    };
  }

  /** Drops the ends that came so long before that nobody waits for them. */
  dropOldEnds(nowSeconds: number): void {
    for (const [key, { end }] of this.#ended) {
      if (end.monotonicSeconds < nowSeconds - DROP_END_SECONDS) this.#ended.delete(key);
    }
  }

  #end(key: string, ended: EndedAlert): void {
    this.#ended.set(key, ended);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_ENDS && oldest !== undefined) this.#ended.delete(oldest);
  }
}

/**
 * Adds the end of an alert. Alertmanager refuses one that ends before it began, as it may by a calendar that was set back
 * meanwhile.
 */
function withEnd(alert: ActiveAlert, endMilliseconds: number): PostedAlert {
  const startMilliseconds = Math.min(Date.parse(alert.startsAt), endMilliseconds);
  return {
    ...alert,
    startsAt: new Date(startMilliseconds).toISOString(),
    endsAt: new Date(endMilliseconds).toISOString(),
  };
}
