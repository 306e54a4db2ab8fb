import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from './debian-programs.js';
import { type Running, startProgram, until } from './run-node.js';

/** The name of Alertmanager's program in Debian. */
export const ALERTMANAGER = 'prometheus-alertmanager';

/** One series in the answer to a query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** The answer to an instant query: `[seconds, value]`. */
  readonly value?: readonly [number, string];
  /** The answer to a range query: `[seconds, value]` for each step. */
  readonly values?: ReadonlyArray<readonly [number, string]>;
}

/** A real Prometheus on loopback with a configuration and a data folder of its own. */
export interface Prometheus {
  /** The base address of its API. */
  readonly url: string;
  /** Runs an instant query. @param endSeconds since 1970, default now */
  query(expression: string, endSeconds?: number): Promise<readonly Series[]>;
  /** Runs a range query over the last seconds, at one second's step where none is given. */
  queryRange(
    expression: string,
    seconds: number,
    options?: { readonly endSeconds?: number; readonly stepSeconds?: number },
  ): Promise<readonly Series[]>;
  /** Lists the values that a label has in the series of a selector. */
  labelValues(label: string, series: string, seconds: number, endSeconds?: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Says whether Prometheus, Alertmanager and their tools are installed, see {@link ensurePrograms}. */
export function ensurePrometheus(): boolean {
  return ensurePrograms({
    programs: ['prometheus', 'promtool', ALERTMANAGER, 'amtool'],
    packages: ['prometheus', 'prometheus-alertmanager'],
  });
}

/** A process to scrape, and the name of its instance. */
export interface NamedTarget {
  readonly address: string;
  readonly instance: string;
}

/**
 * Starts Prometheus: it scrapes one target, or several, and evaluates its rules every second. A data folder that is given
 * outlives it.
 */
export async function startPrometheus(
  target: string | readonly NamedTarget[],
  alerting?: { readonly rules: string; readonly alertmanagerUrl?: string },
  dataFolder?: string,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-prometheus-'));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
scrape_configs:
  - job_name: demo
    static_configs: ${JSON.stringify(staticConfigs(target))}
${alerting === undefined ? '' : alertingConfig(alerting.alertmanagerUrl)}`,
  );
  if (alerting !== undefined) writeFileSync(join(folder, 'rules.yml'), alerting.rules);
  return serve(folder, ['--rules.alert.resend-delay=1s'], dataFolder);
}

/** Starts Prometheus on blocks that `fill` writes into its data folder; it scrapes nothing. */
export async function startPrometheusOn(
  fill: (dataFolder: string) => Promise<void>,
  options: readonly string[] = [],
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-prometheus-'));
  writeFileSync(join(folder, 'prometheus.yml'), '');
  await fill(join(folder, 'data'));
  return serve(folder, ['--storage.tsdb.retention.time=100y', ...options]);
}

async function serve(
  folder: string,
  options: readonly string[],
  dataFolder: string = join(folder, 'data'),
): Promise<Prometheus> {
  const port = await freePort();
  const server: Running = startProgram(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${dataFolder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...options,
    ],
    { timeoutSeconds: 400 },
  );
  const get = async (path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${String(new URLSearchParams(parameters))}`);
    const body = (await answer.json()) as { status: string; error?: string; data: unknown };
    if (body.status !== 'success') throw new Error(body.error ?? body.status);
    return body.data;
  };
  const ask = async (path: string, parameters: Readonly<Record<string, string>>): Promise<readonly Series[]> =>
    ((await get(path, parameters)) as { result: Series[] }).result;
  await until('Prometheus', () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return {
    url: `http://127.0.0.1:${port}`,
    query: (query, endSeconds) =>
      ask('query', { query, ...(endSeconds === undefined ? {} : { time: `${endSeconds}` }) }),
    // Whole seconds: answers to queries within one second have the same moments.
    queryRange: (query, seconds, { endSeconds = Math.floor(Date.now() / 1000), stepSeconds = 1 } = {}) =>
      ask('query_range', { query, start: `${endSeconds - seconds}`, end: `${endSeconds}`, step: `${stepSeconds}` }),
    labelValues: async (label, series, seconds, endSeconds = Math.floor(Date.now() / 1000)) =>
      (await get(`label/${label}/values`, {
        'match[]': series,
        start: `${endSeconds - seconds}`,
        end: `${endSeconds}`,
      })) as string[],
    stop: async () => {
      server.process.kill();
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function staticConfigs(target: string | readonly NamedTarget[]): readonly object[] {
  if (typeof target === 'string') return [{ targets: [target] }];
  return target.map(({ address, instance }) => ({ targets: [address], labels: { instance } }));
}

function alertingConfig(alertmanagerUrl: string | undefined): string {
  if (alertmanagerUrl === undefined) return 'rule_files: [rules.yml]\n';
  return `rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['${new URL(alertmanagerUrl).host}'] }] }] }
`;
}

/** Finds a port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
