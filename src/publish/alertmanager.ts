import { reasonOf } from '../values/errors.js';
import type { Report } from '../report/report.js';
import { type ActiveAlert, activeAlerts, processLabels } from './active-alerts.js';

/** Where alerts are posted, and what goes along. */
export interface AlertmanagerTargets {
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What goes on is posted again so often: Alertmanager forgets what it does not hear of. */
const RESEND_SECONDS = 60;

/** What goes on is said to end after so many resends, or reports, should this process never say so. As Prometheus does. */
const EXPIRES_AFTER = 4;

/** Longest wait for an answer. */
const TIMEOUT_SECONDS = 10;

const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 60;

/** An end that could not be told for so long is forgotten: the alert has expired there. */
const FORGET_END_SECONDS = 900;

/** Ends that wait to be told. */
const MOST_ENDS = 1000;

/** The passing of time, by a clock that nobody sets back. */
export interface ClientClock {
  readonly nowSeconds: () => number;
  /** Calls once after so many seconds, without keeping the process alive for it; the answer takes it back. */
  readonly after: (seconds: number, act: () => void) => () => void;
}

const MONOTONIC: ClientClock = {
  nowSeconds: () => performance.now() / 1000,
  after: (seconds, act) => {
    const timer = setTimeout(act, seconds * 1000).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** An alert that is over. */
interface Ended {
  readonly alert: ActiveAlert;
  /** By the calendar. */
  readonly endMilliseconds: number;
  readonly endSeconds: number;
}

/** Opens a client for each Alertmanager: those of a cluster all have to be told. */
export function openClients(
  { urls, headers, labels }: AlertmanagerTargets,
  onFailure: (reason: string) => void,
): AlertmanagerClient[] {
  const allLabels = { ...processLabels(), ...labels };
  return urls.map((url) => new AlertmanagerClient({ url, headers, labels: allLabels, onFailure }));
}

/**
 * Keeps one Alertmanager informed of what is going on. Not a queue of messages but a state: however long the other side
 * has been away, it gets what is so now and what has ended meanwhile.
 */
export class AlertmanagerClient {
  readonly #address: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #onFailure: (reason: string) => void;
  readonly #clock: ClientClock;
  #going = new Map<string, ActiveAlert>();
  /** Alerts that are over, until that has been told. */
  readonly #ended = new Map<string, Ended>();
  #expirySeconds = EXPIRES_AFTER * RESEND_SECONDS;
  #sentSeconds = -Infinity;
  /** There is something to post: a change since the latest post began, or what goes on is due again. */
  #isNews = false;
  #isSending = false;
  #retrySeconds = 0;
  /** Takes back the next try, where one waits. */
  #cancelRetry: (() => void) | undefined;
  #failures = 0;
  #closed = false;

  constructor(target: {
    url: string;
    headers: Readonly<Record<string, string>>;
    labels: Readonly<Record<string, string>>;
    onFailure: (reason: string) => void;
    clock?: ClientClock;
  }) {
    const { address, authorization } = addressOf(target.url);
    this.#address = address;
    // In small letters: two spellings of one name would be sent as one header with two values.
    const headers = Object.entries(target.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    this.#headers = { 'content-type': 'application/json', ...authorization, ...Object.fromEntries(headers) };
    this.#labels = target.labels;
    this.#onFailure = target.onFailure;
    this.#clock = target.clock ?? MONOTONIC;
  }

  /** Posts that failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Takes in what is so now. */
  publish(report: Report): void {
    const going = new Map<string, ActiveAlert>();
    for (const alert of activeAlerts(report, this.#labels)) {
      const key = JSON.stringify(alert.labels);
      // It began when it was first seen, whatever the report says of the span that shows it.
      const { startsAt } = this.#going.get(key) ?? alert;
      going.set(key, { ...alert, startsAt });
      if (!this.#going.has(key)) this.#isNews = true;
      this.#ended.delete(key);
    }
    for (const [key, alert] of this.#going) {
      if (!going.has(key)) this.#end(key, alert);
    }
    this.#going = going;
    this.#expirySeconds = EXPIRES_AFTER * Math.max(RESEND_SECONDS, report.sampler.periodSeconds);
    if (going.size > 0 && this.#clock.nowSeconds() - this.#sentSeconds >= RESEND_SECONDS) this.#isNews = true;
    this.#sendNews();
  }

  /** Sends nothing any more; what goes on expires there. */
  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
  }

  #end(key: string, alert: ActiveAlert): void {
    this.#isNews = true;
    this.#ended.set(key, { alert, endMilliseconds: Date.now(), endSeconds: this.#clock.nowSeconds() });
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_ENDS && oldest !== undefined) this.#ended.delete(oldest);
  }

  #sendNews(): void {
    const isFree = !this.#isSending && this.#cancelRetry === undefined && !this.#closed;
    if (this.#isNews && isFree) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    this.#isNews = false;
    this.#sentSeconds = this.#clock.nowSeconds();
    const ended = [...this.#ended];
    try {
      await this.#post([
        ...[...this.#going.values()].map((alert) => withEnd(alert, Date.now() + this.#expirySeconds * 1000)),
        ...ended.map(([, { alert, endMilliseconds }]) => withEnd(alert, endMilliseconds)),
      ]);
      for (const [key, end] of ended) if (this.#ended.get(key) === end) this.#ended.delete(key);
      this.#retrySeconds = 0;
    } catch (error) {
      this.#retryLater(error);
    }
    this.#isSending = false;
    this.#sendNews();
  }

  async #post(alerts: readonly object[]): Promise<void> {
    const response = await fetch(this.#address, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(alerts),
      // Where it moved "permanently", fetch would go on with a GET, and the answer to that is no delivery.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
    const text = await response.text();
    if (response.ok) return;
    const { status, headers } = response;
    throw new Error(`HTTP ${status} ${headers.get('location') ?? text.slice(0, 200)}`.trim());
  }

  #retryLater(error: unknown): void {
    if (this.#closed) return;
    this.#failures += 1;
    this.#onFailure(`${this.#address}: ${reasonOf(error instanceof Error && error.cause ? error.cause : error)}`);
    const forgetSeconds = this.#clock.nowSeconds() - FORGET_END_SECONDS;
    for (const [key, { endSeconds }] of this.#ended) if (endSeconds < forgetSeconds) this.#ended.delete(key);
    this.#retrySeconds = Math.min(LONGEST_RETRY_SECONDS, Math.max(FIRST_RETRY_SECONDS, 2 * this.#retrySeconds));
    // Spread, so that a fleet does not come back as one.
    const seconds = this.#retrySeconds * (0.5 + Math.random() / 2);
    this.#cancelRetry = this.#clock.after(seconds, () => {
      this.#cancelRetry = undefined;
      this.#isNews ||= this.#going.size > 0 || this.#ended.size > 0;
      this.#sendNews();
    });
  }
}

/** Alertmanager takes none that ends before it began, as one may by a calendar that was set back meanwhile. */
function withEnd(alert: ActiveAlert, endMilliseconds: number): ActiveAlert & { endsAt: string } {
  const startMilliseconds = Math.min(Date.parse(alert.startsAt), endMilliseconds);
  return {
    ...alert,
    startsAt: new Date(startMilliseconds).toISOString(),
    endsAt: new Date(endMilliseconds).toISOString(),
  };
}

/** The address of the API below a base address; a name and password in it become a header, as `fetch` takes none. */
function addressOf(url: string): { address: string; authorization: Record<string, string> } {
  const base = new URL(url);
  const { username, password } = base;
  base.username = base.password = '';
  base.pathname = `${base.pathname.replace(/\/$/, '')}/api/v2/alerts`;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return {
    address: base.href,
    authorization: username + password === '' ? {} : { authorization: `Basic ${credentials}` },
  };
}
