import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/index.js';
import { reasonOf } from '../../src/values/errors.js';
import { ROOT, until } from '../support/run-node.js';
import { type Fault, HURRIED, type Place, type Prepared } from './fault.js';
import { nodeOf } from './node-binary.js';
import { type Outcome, readOutput } from './outcome.js';

/** The project whose build is tried: another clone's, to see a fault do harm there, or this one. */
function library(): string {
  return resolve(process.env['FAULTS_OF'] ?? ROOT);
}

/** A running application, for what befalls it. */
export interface Application extends Place {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until the application has printed a text. */
  readonly printed: (text: string, withinSeconds?: number) => Promise<void>;
  /** Waits until heapgauge has said a text, where it watches. */
  readonly said: (text: string, withinSeconds?: number) => Promise<void>;
  /** Waits for a report of a time after this call; resolves with undefined where the application is bare. */
  readonly nextReport: (withinSeconds?: number) => Promise<Report | undefined>;
  /** Resolves with the latest report, or with undefined where there is none to be had within a second. */
  readonly report: () => Promise<Report | undefined>;
  /** Waits until it has ended by itself, as long as it may take; the row then says by `noReport` that none can come. */
  readonly ending: () => Promise<void>;
}

/** A running application, and what has to be known to see it end. */
interface Started extends Application {
  readonly ended: Promise<unknown>;
}

/** Plays a fault once: starts the application, provokes, waits for a new report, and lets it end. */
export async function playFault(fault: Fault, isWatched: boolean): Promise<Outcome> {
  const scratch = join(library(), 'dist/test/faults/scratch');
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, isWatched ? 'watched-' : 'bare-'));
  try {
    return await play(fault, isWatched, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(fault: Fault, isWatched: boolean, folder: string): Promise<Outcome> {
  const notes = new Map<string, unknown>();
  const note = (name: string, value: unknown): void => {
    notes.set(name, value);
  };
  const place = { folder, isWatched, port: await freePort(), note };
  const prepared = await fault.prepare?.(place);
  try {
    return await playPrepared(fault, await start(fault, place, prepared), notes);
  } finally {
    await prepared?.close?.();
  }
}

async function playPrepared(fault: Fault, application: Started, notes: ReadonlyMap<string, unknown>): Promise<Outcome> {
  const { endsWithinSeconds = 15, recoversWithinSeconds = 20 } = fault;
  const { process: child, isWatched } = application;
  let trouble: string | undefined;
  let isRecovered: boolean | undefined;
  let isEnded = true;
  let rssMiB = 0;
  let slowdown = 1;
  const measure = (): void => {
    rssMiB = Math.max(rssMiB, peakOf(application.pid));
    slowdown = slowdownOf(application.pid) ?? slowdown;
  };
  const meter = setInterval(measure, 100);
  try {
    if (fault.fromStart !== true && fault.isAlone !== true) {
      await application.printed('ready');
      await application.nextReport(60);
      child.stdin?.write('act\n');
    }
    await fault.provoke?.(application);
  } catch (error) {
    trouble = reasonOf(error);
  }
  if (isWatched && fault.noReport === undefined && trouble === undefined) {
    // One may have been under way during the fault: the next one shows that they go on.
    isRecovered = await application
      .nextReport(recoversWithinSeconds)
      .then(() => application.nextReport(recoversWithinSeconds))
      .then(
        () => true,
        () => false,
      );
  }
  measure();
  const over = Date.now();
  // The two have folders and process identifiers of their own.
  const impersonal = (text: string): string =>
    text.replaceAll(application.folder, '…').replaceAll(`(node:${application.pid})`, '(node:…)');
  child.stdin?.end();
  const force = setTimeout(() => {
    isEnded = false;
    endGroup(application.pid);
  }, endsWithinSeconds * 1000);
  await application.ended;
  clearTimeout(force);
  clearInterval(meter);
  // Whatever it has started and left behind.
  endGroup(application.pid);
  return {
    code: child.exitCode,
    signal: child.signalCode,
    ...readOutput(impersonal(application.stdout()), impersonal(application.stderr())),
    slowdown,
    rssMiB,
    endSeconds: (Date.now() - over) / 1000,
    isEnded,
    ...(isRecovered === undefined ? {} : { isRecovered }),
    ...(trouble === undefined ? {} : { trouble }),
    notes,
  };
}

async function start(fault: Fault, place: Place, prepared: Prepared | undefined): Promise<Started> {
  const { folder, isWatched, port, note } = place;
  const script = join(folder, `application.${fault.programType ?? 'mjs'}`);
  writeFileSync(script, fault.program);
  const preloads = [
    ...(fault.isAlone === true ? [] : ['--import', fileURLToPath(new URL('life.js', import.meta.url))]),
    ...(isWatched && fault.watched !== 'in code' ? ['--import', join(library(), 'dist/src/register.js')] : []),
  ];
  const command = [
    await nodeOf(fault.node),
    ...preloads,
    ...(fault.nodeOptions ?? []),
    script,
    ...(fault.programArguments ?? []),
  ];
  // With a socket as its standard input bash takes itself for a remote shell, and would read its files.
  const child = spawn('bash', ['--norc', '-c', `${fault.shell ?? ''}\nexec "$@"`, 'bash', ...command], {
    cwd: folder,
    env: { ...environmentOf(fault, isWatched, port), ...prepared?.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the application does not start');
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  const printing = (read: () => string) => async (text: string, withinSeconds?: number) => {
    await until(
      `"${text}"`,
      () => {
        if (read().includes(text)) return true;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before "${text}"`);
        return undefined;
      },
      withinSeconds,
    );
  };
  const report = async (): Promise<Report | undefined> => {
    if (!isWatched) return undefined;
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/report`, { signal: AbortSignal.timeout(1000) });
      return answer.ok ? ((await answer.json()) as Report) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    process: child,
    pid,
    folder,
    isWatched,
    port,
    stdout: () => stdout,
    stderr: () => stderr,
    printed: printing(() => stdout),
    said: isWatched ? printing(() => stderr) : () => Promise.resolve(),
    nextReport: async (withinSeconds) => {
      if (!isWatched) return undefined;
      const after = (await report())?.time;
      return until(
        'a new report',
        async () => {
          const latest = await report();
          if (latest !== undefined && latest.time !== after) return latest;
          if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended before a report');
          return undefined;
        },
        withinSeconds,
      );
    },
    report,
    note,
    ended,
    ending: async () => {
      await Promise.race([ended, pause((fault.endsWithinSeconds ?? 15) * 1000, undefined, { ref: false })]);
    },
  };
}

/** The environment of an application; what is undefined in it is not set. */
function environmentOf(fault: Fault, isWatched: boolean, port: number): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(HEAPGAUGE_|OTEL_|FAULTS_|SHARED_|BASH_ENV$|NODE_(?!PATH$))/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    ...HURRIED,
    HEAPGAUGE_PORT: String(port),
    ...fault.settings,
    ...(isWatched ? { WATCHED: '1' } : {}),
    ...fault.env,
  };
}

/** The most memory that was resident so far, in MiB; 0 where the process has ended. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The times as long as alone that the work of a process's main thread has taken so far; `undefined` where it has ended. */
function slowdownOf(pid: number): number | undefined {
  try {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    return ran > 0 ? (ran + waited) / ran : 1;
  } catch {
    return undefined;
  }
}

/** Ends a process that was started here, and what it has started. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

/** A port that nobody listens at, below those that the system hands out by itself. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await pause(0);
    return port;
  }
}
