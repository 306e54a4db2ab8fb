import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Running, startProgram, until } from './run-node.js';

/** A series of a query's answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** `[seconds, value]` of an instant query. */
  readonly value?: readonly [number, string];
  /** The same, many times, of a range query. */
  readonly values?: ReadonlyArray<readonly [number, string]>;
}

/** A real Prometheus on loopback with a configuration and a data folder of its own. */
export interface Prometheus {
  /** Instant query. */
  query(expression: string): Promise<readonly Series[]>;
  /** Range query over the last minutes at one second's step. */
  queryRange(expression: string, seconds: number): Promise<readonly Series[]>;
  stop(): Promise<void>;
}

/**
 * True where `prometheus` and `promtool` are here, installed from Debian's packages if that can be done.
 * Under `CI=true` they have to be: throws.
 */
export function ensurePrometheus(): boolean {
  if (isInstalled()) return true;
  let reason = 'not root, or no apt-get';
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    try {
      execFileSync('apt-get', ['update'], { stdio: 'ignore' });
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus'], {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    } catch (error) {
      reason = String(error);
    }
  }
  if (isInstalled()) return true;
  if (process.env['CI'] === 'true') throw new Error(`prometheus is missing and cannot be installed: ${reason}`);
  return false;
}

/** Starts Prometheus scraping one target every second. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-prometheus-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: demo
    static_configs: [{ targets: ['${target}'] }]
`,
  );
  const server: Running = startProgram(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { timeoutSeconds: 300 },
  );
  const ask = async (path: string): Promise<readonly Series[]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const body = (await answer.json()) as { status: string; error?: string; data: { result: Series[] } };
    if (body.status !== 'success') throw new Error(body.error ?? body.status);
    return body.data.result;
  };
  await until('Prometheus', () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return {
    query: (expression) => ask(`query?query=${encodeURIComponent(expression)}`),
    queryRange: (expression, seconds) => {
      // Whole seconds: answers to queries within one second have the same moments.
      const end = Math.floor(Date.now() / 1000);
      return ask(`query_range?query=${encodeURIComponent(expression)}&start=${end - seconds}&end=${end}&step=1`);
    },
    stop: async () => {
      server.process.kill();
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port nobody listens on just now. */
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

function isInstalled(): boolean {
  return isOnPath('prometheus') && isOnPath('promtool');
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
