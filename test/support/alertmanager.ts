import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALERTMANAGER, freePort } from './prometheus.js';
import { startProgram, until } from './run-node.js';

/** An alert as it is posted. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An alert as Alertmanager lists it. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  /** A hash of the labels. */
  readonly fingerprint: string;
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] };
}

/** A group of alerts that are notified together, as Alertmanager lists it. */
export interface AlertGroup {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: { readonly name: string };
  readonly alerts: readonly ListedAlert[];
}

/** The alerts that Alertmanager sends one receiver together. */
export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly alerts: ReadonlyArray<Omit<ListedAlert, 'status'> & { readonly status: 'firing' | 'resolved' }>;
}

/** A real Alertmanager on loopback with a data folder of its own. */
export interface Alertmanager {
  /** The base address of its API. */
  readonly url: string;
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** Lists the alerts that are active for Alertmanager. */
  alerts(): Promise<readonly ListedAlert[]>;
  groups(): Promise<readonly AlertGroup[]>;
  stop(): Promise<void>;
}

/** Options that Alertmanager is started with; `ensurePrometheus` says whether it is installed. */
export interface AlertmanagerStart {
  /** The configuration. @default one that notifies the webhook of each alert at once, and of its end a second later */
  readonly configFile?: string;
  readonly webhookUrl?: string;
  readonly port?: number;
  readonly routePrefix?: string;
}

/** Starts Alertmanager; resolves once it takes alerts. */
export async function startAlertmanager(start: AlertmanagerStart = {}): Promise<Alertmanager> {
  const { port = await freePort(), routePrefix = '/' } = start;
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-alertmanager-'));
  const server = startProgram(
    ALERTMANAGER,
    [
      `--config.file=${start.configFile ?? writeConfig(folder, start.webhookUrl)}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.route-prefix=${routePrefix}`,
      // No cluster.
      '--cluster.listen-address=',
    ],
    { timeoutSeconds: 400 },
  );
  const url = `http://127.0.0.1:${port}${routePrefix === '/' ? '' : routePrefix}`;
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/api/v2/${path}`)).json()) as T;
  await until('Alertmanager', () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return {
    url,
    post: async (alerts) => {
      const answer = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    alerts: () => ask('alerts'),
    groups: () => ask('alerts/groups'),
    stop: async () => {
      server.process.kill();
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeConfig(folder: string, webhookUrl: string | undefined): string {
  const file = join(folder, 'alertmanager.yml');
  const webhooks = webhookUrl === undefined ? '[]' : `[{ url: '${webhookUrl}', send_resolved: true }]`;
  writeFileSync(
    file,
    `route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: ${webhooks} }]
`,
  );
  return file;
}
