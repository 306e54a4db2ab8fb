import type { Report } from '../report/report.js';
import { type Clock, MONOTONIC } from '../values/clock.js';
import { reasonOf } from '../values/errors.js';
import { activeAlerts, processLabels } from './active-alerts.js';
import { AlertChanges } from './alert-changes.js';
import { type Endpoint, endpointOf } from './endpoint.js';
import { postJson } from './post-json.js';
import { RetryingPoster } from './retrying-poster.js';

/** The addresses that alerts are posted to, with the headers and labels that go along. */
export interface AlertmanagerTargets {
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The time after which active alerts are posted again: Alertmanager drops those it hears nothing of. */
const RESEND_SECONDS = 60;

/**
 * The number of resends after which an active alert ends should this process fall silent, and the number of reports that
 * may be missing before it does: with Prometheus it is four, too.
 */
const EXPIRES_AFTER = 4;

/** Opens a client for each Alertmanager: those of a cluster all have to be notified. */
export function openClients(
  { urls, headers, labels }: AlertmanagerTargets,
  onFailure: (reason: string) => void,
): AlertmanagerClient[] {
  const allLabels = { ...processLabels(), ...labels };
  return urls.map((url) => new AlertmanagerClient({ url, headers, labels: allLabels, onFailure }));
}

/** Keeps one Alertmanager informed of the active alerts and of their end. */
export class AlertmanagerClient {
  readonly #endpoint: Endpoint;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #onFailure: (reason: string) => void;
  readonly #clock: Clock;
  readonly #poster: RetryingPoster;
  readonly #changes = new AlertChanges();
  /** The time until which the latest report holds, monotonic seconds: after that nobody knows what is active. */
  #holdsUntilSeconds = -Infinity;
  /** Cancels the next resend, where one waits. */
  #cancelResend: (() => void) | undefined;
  #isClosed = false;

  constructor(target: {
    url: string;
    headers: Readonly<Record<string, string>>;
    labels: Readonly<Record<string, string>>;
    onFailure: (reason: string) => void;
    clock?: Clock;
  }) {
    this.#endpoint = endpointOf(target.url, '/api/v2/alerts', target.headers);
    this.#labels = target.labels;
    this.#onFailure = target.onFailure;
    this.#clock = target.clock ?? MONOTONIC;
    this.#poster = new RetryingPoster({
      hasContent: () => !this.#changes.isEmpty,
      post: () => this.#post(),
      onFailure: (error) => {
        this.#noteFailure(error);
      },
      clock: this.#clock,
    });
  }

  /** The number of posts that failed. */
  get failures(): number {
    return this.#poster.failures;
  }

  /** Takes in the latest report, and posts what has changed. What is active is posted again by itself, report or not. */
  publish(report: Report): void {
    const monotonicSeconds = this.#clock.nowSeconds();
    const now = { calendarMilliseconds: Date.now(), monotonicSeconds };
    const isChanged = this.#changes.update(activeAlerts(report, this.#labels), now);
    const longestSeconds = Math.max(RESEND_SECONDS, report.sampler.periodSeconds);
    this.#holdsUntilSeconds = monotonicSeconds + EXPIRES_AFTER * longestSeconds;
    if (isChanged) this.#poster.request();
  }

  /** Ends posting; the active alerts expire in Alertmanager. */
  close(): void {
    this.#isClosed = true;
    this.#poster.close();
    this.#cancelResend?.();
  }

  async #post(): Promise<void> {
    this.#cancelResend?.();
    const { alerts, delivered } = this.#changes.take(Date.now() + EXPIRES_AFTER * RESEND_SECONDS * 1000);
    await postJson(this.#endpoint, alerts);
    delivered();
    // A post that fails is tried again anyway.
    this.#resendLater();
  }

  /** Posts again a minute from now, if anything is active then and reports still come. */
  #resendLater(): void {
    if (!this.#changes.hasActive || this.#isClosed) return;
    this.#cancelResend = this.#clock.after(RESEND_SECONDS, () => {
      if (this.#clock.nowSeconds() <= this.#holdsUntilSeconds) this.#poster.request();
    });
  }

  #noteFailure(error: unknown): void {
    this.#onFailure(`${this.#endpoint.address}: ${reasonOf(error)}`);
    this.#changes.dropOldEnds(this.#clock.nowSeconds());
  }
}
