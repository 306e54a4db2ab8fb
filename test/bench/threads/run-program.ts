import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.js';
import { cleanEnvironment } from '../clean-environment.js';

/** A program with threads or processes of its own. */
export interface ThreadedProgram {
  readonly name: string;
  readonly description: string;
  /** The program's file and its arguments. */
  readonly command: readonly string[];
}

/** A suspect that there ever was, as it was reported last. */
export interface SeenSuspect {
  readonly site: string;
  readonly thread: string;
  /** Growth in bytes a second, with its bounds. */
  readonly growth: readonly [lower: number, rate: number, upper: number];
  /** Seconds of uptime at which it came. */
  readonly atSeconds: number;
}

/** What a process holds at one time. */
export interface Held {
  readonly atSeconds: number;
  readonly rssBytes: number;
  /** What heapgauge's sampler thread holds. */
  readonly samplerBytes: number;
  /** Threads and open files of the process; `null` for one that the program has started. */
  readonly threads: number | null;
  readonly descriptors: number | null;
  /** Lines of the page of metrics that are a series. */
  readonly series: number;
}

/** What was seen of one process of a program. */
export interface ProcessResult {
  readonly program: string;
  readonly watched: readonly string[];
  readonly suspects: readonly SeenSuspect[];
  readonly growing: readonly string[];
  readonly first: Held;
  readonly last: Held;
}

const REGISTER = new URL('../../../src/register.js', import.meta.url).href;

const ASK_SECONDS = 10;

/** What comes within this time belongs to the start. */
const START_SECONDS = 60;

/** One process of a program, which is asked again and again. */
class SeenProcess {
  readonly #url: URL;
  readonly #pid: number | undefined;
  readonly #threads = new Set<string>();
  readonly #growing = new Set<string>();
  readonly #suspects = new Map<string, SeenSuspect>();
  #first: Held | undefined;
  #last: Held | undefined;

  /** Begins without a report. @param pid its identifier where it is known */
  constructor(url: URL, pid: number | undefined) {
    this.#url = url;
    this.#pid = pid;
  }

  async ask(): Promise<void> {
    try {
      const report = (await (await this.#page('/report')).json()) as Report;
      const metrics = await (await this.#page('/metrics')).text();
      this.#takeIn(report, metrics);
    } catch {
      // A page may be late on a busy machine: there is the next one.
    }
  }

  result(program: string): ProcessResult {
    const none = { atSeconds: 0, rssBytes: 0, samplerBytes: 0, threads: null, descriptors: null, series: 0 };
    return {
      program,
      watched: [...this.#threads],
      suspects: [...this.#suspects.values()],
      growing: [...this.#growing],
      first: this.#first ?? none,
      last: this.#last ?? none,
    };
  }

  #count(what: 'task' | 'fd'): number | null {
    return this.#pid === undefined ? null : readdirSync(`/proc/${this.#pid}/${what}`).length;
  }

  #page(path: string): Promise<Response> {
    return fetch(new URL(path, this.#url), { signal: AbortSignal.timeout(5000) });
  }

  #takeIn({ uptimeSeconds, threads, suspects, sites, memory, sampler }: Report, metrics: string): void {
    for (const { thread, count } of threads) this.#threads.add(`${thread} ×${count}`);
    for (const { site, thread, state } of sites) if (state === 'growing') this.#growing.add(`${site} (${thread})`);
    for (const { id, site, thread, lower, bytesPerSecond, upper } of suspects) {
      const atSeconds = this.#suspects.get(id)?.atSeconds ?? uptimeSeconds;
      this.#suspects.set(id, { site, thread, growth: [lower, bytesPerSecond, upper], atSeconds });
    }
    const held: Held = {
      atSeconds: uptimeSeconds,
      rssBytes: memory.rssBytes,
      samplerBytes: sampler.memoryBytes,
      threads: this.#count('task'),
      descriptors: this.#count('fd'),
      series: metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    };
    if (uptimeSeconds >= START_SECONDS) this.#first ??= held;
    this.#last = held;
  }
}

/** Runs a program in real time, watched by heapgauge at its default settings, and says what was seen of each process. */
export async function runProgram(
  { name, command: [file = '', ...programArguments] }: ThreadedProgram,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<ProcessResult[]> {
  const program = fileURLToPath(new URL(`./programs/${file}`, import.meta.url));
  const env = {
    ...cleanEnvironment(),
    HEAPGAUGE_PORT: '0',
    HEAPGAUGE_LOG_LEVEL: 'info',
    CLUSTER_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, ['--import', REGISTER, program, ...programArguments], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText += text));
  const processes = new Map<string, SeenProcess>();
  try {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end && !signal.aborted) {
      await sleep(Math.min(ASK_SECONDS * 1000, end - performance.now()), undefined, { signal }).catch(() => undefined);
      for (const [, url = ''] of errorText.matchAll(/metrics at (\S+)/g)) {
        if (!processes.has(url))
          processes.set(url, new SeenProcess(new URL(url), processes.size === 0 ? child.pid : undefined));
      }
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${errorText.slice(-1000)}`);
      await Promise.all([...processes.values()].map((one) => one.ask()));
    }
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
  return [...processes.values()].map((one) => one.result(name));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
