import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.js';
import { type Collection, type Frequency, frequencyOf } from './collections.js';
import { Findings, type FindingsSummary } from './findings.js';
import { RecordedProcess } from './recorded-process.js';
import type { FieldServer } from './servers.js';

/** What was recorded of one server. */
export interface ServerResult {
  readonly server: string;
  readonly description: string;
  readonly seconds: number;
  /** Why the process has ended before its time; `null` where it has not. */
  readonly ended: string | null;
  /** Share of one processor that the server took, the sampler thread included. */
  readonly processorShare: number;
  readonly minor: Frequency;
  readonly major: Frequency;
  /** Use of the heap after major collections: about what is live. It is `null` where there was none. */
  readonly live: { readonly first: number; readonly last: number; readonly most: number } | null;
  /** The major collections, one by one. */
  readonly majors: readonly Collection[];
  readonly heapgauge: FindingsSummary;
  /** The lines of heapgauge on standard error. */
  readonly lines: readonly string[];
}

const PROGRAM = new URL('./server.js', import.meta.url);

const REGISTER = new URL('../../../src/register.js', import.meta.url).href;

/** A report is made every 15 s; it is asked for more often, so that none is missed. */
const ASK_SECONDS = 10;

/** What comes while a server starts is not of its ordinary running. */
const START_SECONDS = 10;

/** The settings are the defaults but for the port, as five run beside one another, and for the line that says which it is. */
const ENVIRONMENT = { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'info' };

/** Runs servers beside one another in real time, watched by heapgauge at its default settings, without flags of V8. */
export async function runServers(
  servers: readonly FieldServer[],
  options: { readonly seconds: number; readonly signal: AbortSignal; readonly onMinute: (minute: number) => void },
): Promise<{ readonly servers: ServerResult[]; readonly clientsProcessorShare: number }> {
  const running = servers.map((server) => ({
    server,
    findings: new Findings(),
    process: new RecordedProcess(PROGRAM, [server.name], { nodeFlags: ['--import', REGISTER], env: ENVIRONMENT }),
  }));
  const processes = running.map(({ process: one }) => one);
  let clients: ChildProcess | undefined;
  try {
    const ports = await Promise.all(processes.map((one) => one.message<{ port: number }>('port')));
    const loads = ports.map(
      ({ port }, n) => `${port}=${servers[n]?.requestsPerSecond ?? 0}=${servers[n]?.risesForSeconds ?? 0}`,
    );
    clients = fork(fileURLToPath(new URL('./clients.js', import.meta.url)), loads, { execArgv: [] });
    const begin = performance.now();
    for (let asked = 0; performance.now() - begin < options.seconds * 1000 && !options.signal.aborted; asked += 1) {
      const waitSeconds = Math.min(ASK_SECONDS, options.seconds - (performance.now() - begin) / 1000);
      await sleep(waitSeconds * 1000, undefined, { signal: options.signal }).catch(() => undefined);
      await Promise.all(running.map(({ findings, process: one }) => readPage(one, findings)));
      const minutes = (performance.now() - begin) / 60_000;
      if (Math.floor(minutes) > Math.floor(minutes - ASK_SECONDS / 60)) options.onMinute(Math.floor(minutes));
    }
    const results = await Promise.all(running.map((one) => resultOf(one)));
    return { servers: results, clientsProcessorShare: await shareOf(clients) };
  } finally {
    for (const one of processes) one.stop();
    clients?.kill('SIGKILL');
  }
}

async function readPage(server: RecordedProcess, findings: Findings): Promise<void> {
  const url = /metrics at (\S+)/.exec(server.errorText)?.[1];
  if (url === undefined || server.ended !== undefined) return;
  try {
    const response = await fetch(new URL('/report', url), { signal: AbortSignal.timeout(5000) });
    if (response.ok) findings.add((await response.json()) as Report);
  } catch {
    // The page of a busy process may take its time: there is the next one.
  }
}

async function resultOf(running: {
  readonly server: FieldServer;
  readonly findings: Findings;
  readonly process: RecordedProcess;
}): Promise<ServerResult> {
  const { server, findings, process: one } = running;
  const { collections, errorText, ended } = one;
  const usage =
    ended === undefined ? await one.usage() : { uptimeSeconds: lastSeconds(collections), processorSeconds: NaN };
  const stretch = { fromSeconds: START_SECONDS, seconds: usage.uptimeSeconds - START_SECONDS };
  const majors = collections.filter(({ kind, startSeconds }) => kind === 'major' && startSeconds >= START_SECONDS);
  const live = majors.map(({ heapBytes }) => heapBytes);
  const [first, last] = [live[0], live.at(-1)];
  return {
    server: server.name,
    description: server.description,
    seconds: usage.uptimeSeconds,
    ended: ended ?? null,
    processorShare: usage.processorSeconds / usage.uptimeSeconds,
    minor: frequencyOf('minor', collections, stretch),
    major: frequencyOf('major', collections, stretch),
    live: first === undefined || last === undefined ? null : { first, last, most: Math.max(...live) },
    majors,
    heapgauge: findings.summary(),
    lines: errorText.split('\n').filter((line) => line.startsWith('heapgauge: ')),
  };
}

function lastSeconds(collections: readonly Collection[]): number {
  return collections.at(-1)?.startSeconds ?? 0;
}

/** Share of one processor that the clients took. */
function shareOf(clients: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    clients.once('message', (share: number) => {
      resolve(share);
    });
    clients.once('exit', () => {
      resolve(NaN);
    });
    clients.send('usage');
  });
}
