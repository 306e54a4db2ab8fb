import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.js';
import { freePort } from '../../support/prometheus.js';
import { cleanEnvironment } from '../clean-environment.js';
import { type Death, driveOf } from './deaths.js';
import { isNamedIn, leaksIn } from './naming.js';

/** The ways in which a person can hear of a leak. */
export const OUTLETS = ['standard error', 'event', 'page'] as const;
export type Outlet = (typeof OUTLETS)[number];

/** What became of a process that was to run out of heap. */
export interface DeathResult {
  readonly leak: string;
  readonly limitMib: number;
  readonly minutes: number;
  /** Seconds from the process's start to its end. */
  readonly livedSeconds: number;
  /** How it ended: `out of heap`, or otherwise, which says nothing about leaks. */
  readonly end: string;
  /** Seconds before the end at which the right name was first there; `null` where it never was. */
  readonly named: Readonly<Record<Outlet, number | null>>;
  /** Seconds before the end at which the page first had the right function as `growing`; `null` where it never had. */
  readonly growing: number | null;
  /** Seconds before the end at which the page first had a time to the limit; `null` where it never had. */
  readonly limitKnown: number | null;
  /** The states that the right function had on the page, in the order in which they came, with the seconds of their beginning. */
  readonly states: readonly string[];
  /** Leaks that were told of by other names. */
  readonly otherNames: readonly string[];
  /** The lines of heapgauge on standard error. */
  readonly lines: readonly string[];
}

const REGISTER = new URL('../../../src/register.js', import.meta.url).href;

const ASK_SECONDS = 1;

/** A process that has lived for so many times the time that it had is ended by force. */
const LONGEST_LIFE = 3;

/** The least time for that. */
const LEAST_LIFE_SECONDS = 120;

/** The end of what the process wrote, in which V8 says why it ends it. */
const LAST_WORDS_CHARACTERS = 8000;

/** Runs a process with its leak until it runs out of heap, and records when it was named. */
export async function runDeath(death: Death, { signal }: { readonly signal: AbortSignal }): Promise<DeathResult> {
  const { leak, limitMib, minutes } = death;
  const { requestsPerSecond, itemsPerRequest } = driveOf(death);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${limitMib}`,
      ...['--import', REGISTER, '--import', new URL('./write-events.js', import.meta.url).href],
      fileURLToPath(new URL('./leaking-program.js', import.meta.url)),
      ...[leak.name, String(itemsPerRequest)],
    ],
    {
      env: { ...cleanEnvironment(), HEAPGAUGE_PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
      timeout: Math.max(LEAST_LIFE_SECONDS, LONGEST_LIFE * minutes * 60) * 1000,
    },
  );
  const startSeconds = seconds();
  const seen = new Sightings(leak.names, startSeconds);
  let lastWords = '';
  const lines: string[] = [];
  readLines(child.stderr, (line) => {
    lastWords = (lastWords + line).slice(-LAST_WORDS_CHARACTERS);
    if (!line.startsWith('heapgauge: ')) return;
    lines.push(line);
    if (isNamedIn(line, leak.names)) seen.note('standard error');
  });
  readLines(child.stdio[3] as Readable, (line) => {
    if (isNamedIn(line, leak.names)) seen.note('event');
  });
  // A signal that ends it by force is an error event, too.
  child.on('error', () => undefined);
  const exit = new Promise<{ end: string; endSeconds: number }>((resolve) => {
    child.once('exit', (code, killed) => {
      const endSeconds = seconds();
      // What it has written last may still be under way.
      child.once('close', () => {
        const isOutOfHeap = lastWords.includes('heap out of memory');
        resolve({ end: isOutOfHeap ? 'out of heap' : `ended with ${killed ?? `code ${code ?? ''}`}`, endSeconds });
      });
    });
  });
  let clients: ChildProcess | undefined;
  const program = await Promise.race([once(child, 'message'), exit]);
  if (Array.isArray(program)) {
    const [{ port: served }] = program as [{ port: number }];
    clients = fork(
      fileURLToPath(new URL('../lab/client.js', import.meta.url)),
      [String(served), String(requestsPerSecond)],
      { execArgv: [] },
    );
  }
  const stopped = new AbortController();
  void watchPage(port, seen, stopped.signal);
  const { end, endSeconds } = await exit;
  stopped.abort();
  clients?.kill('SIGKILL');
  const before = (when: number | undefined): number | null => (when === undefined ? null : endSeconds - when);
  return {
    leak: leak.name,
    limitMib,
    minutes,
    livedSeconds: endSeconds - startSeconds,
    end,
    named: {
      'standard error': before(seen.at('standard error')),
      event: before(seen.at('event')),
      page: before(seen.at('page')),
    },
    growing: before(seen.at('growing')),
    limitKnown: before(seen.at('limit')),
    states: seen.states,
    otherNames: [...seen.otherNames],
    lines,
  };
}

/** What was seen of a leak, and when first. */
class Sightings {
  readonly states: string[] = [];
  readonly otherNames = new Set<string>();
  readonly #names: readonly string[];
  readonly #startSeconds: number;
  readonly #first = new Map<string, number>();
  #state = '';

  constructor(names: readonly string[], startSeconds: number) {
    this.#names = names;
    this.#startSeconds = startSeconds;
  }

  note(what: Outlet | 'growing' | 'limit'): void {
    if (!this.#first.has(what)) this.#first.set(what, seconds());
  }

  at(what: Outlet | 'growing' | 'limit'): number | undefined {
    return this.#first.get(what);
  }

  /** Notes what a report has of the leak. */
  read(report: Report): void {
    for (const text of leaksIn(report)) {
      if (isNamedIn(text, this.#names)) this.note('page');
      else this.otherNames.add(text);
    }
    if (report.heap.secondsToLimit !== null) this.note('limit');
    const states = new Set(report.sites.flatMap(({ site, state }) => (isNamedIn(site, this.#names) ? [state] : [])));
    if (states.has('growing')) this.note('growing');
    const state = [...states].sort().join('+') || 'no site';
    if (state === this.#state) return;
    this.#state = state;
    this.states.push(`${(seconds() - this.#startSeconds).toFixed(0)} s ${state}`);
  }
}

async function watchPage(port: number, seen: Sightings, signal: AbortSignal): Promise<void> {
  let latest = '';
  while (!signal.aborted) {
    try {
      await sleep(ASK_SECONDS * 1000, undefined, { signal });
      const response = await fetch(`http://127.0.0.1:${port}/report`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
      });
      const text = await response.text();
      if (!response.ok || text === latest) continue;
      latest = text;
      seen.read(JSON.parse(text) as Report);
    } catch {
      // There is no page yet, or no more.
    }
  }
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

function seconds(): number {
  return performance.now() / 1000;
}
