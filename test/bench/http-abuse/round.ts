import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.js';
import { type Latency, steadyLoad } from './load.js';

/** Who is abused while the application has its steady load: nobody, a page in a process of its own, or heapgauge's. */
export type Abused = 'nobody' | 'another process' | 'heapgauge';

/** What the abuser counted. */
export interface AbuseCounts {
  connections: number;
  closedByServer: number;
  receivedBytes: number;
}

/** One round: the application's latency and largest memory. */
export interface Round extends Latency {
  readonly peakResidentBytes: number;
  /** The reports that heapgauge made meanwhile. */
  readonly reports: number;
  readonly abuse: AbuseCounts | null;
}

/** The length and the load of a round. */
export interface RoundSettings {
  readonly seconds: number;
  readonly perSecond: number;
}

const WARM_UP_SECONDS = 2;

/** The settings of the watched application: it makes a new page each second, with all of its sites. */
const WATCHED = {
  HEAPGAUGE_PORT: '0',
  HEAPGAUGE_PERIOD: '1s',
  HEAPGAUGE_TOP_SITES: '1000',
  HEAPGAUGE_LOG_LEVEL: 'info',
};

/** Starts an application anew, abuses somebody and measures the application. */
export async function playRound(abused: Abused, settings: RoundSettings): Promise<Round> {
  const children: ChildProcess[] = [];
  const start = (
    program: string,
    programArguments: readonly string[] = [],
    execArgv: readonly string[] = [],
  ): ChildProcess => {
    const child = fork(fileURLToPath(new URL(`./${program}.js`, import.meta.url)), programArguments, {
      execArgv: [...execArgv],
      env: { ...process.env, ...WATCHED },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    children.push(child);
    return child;
  };
  try {
    const app = start('application', [], ['--import', 'heapgauge/register']);
    const page = pageOf(app);
    const { port } = await told<{ port: number }>(app, 'port');
    let [peakResidentBytes, isMeasured] = [0, false];
    app.on('message', ({ residentBytes }: { residentBytes: number }) => {
      if (isMeasured) peakResidentBytes = Math.max(peakResidentBytes, residentBytes);
    });
    await steadyLoad(port, { ...settings, seconds: WARM_UP_SECONDS });
    const url = await page;
    const before = await reads(url);

    const target =
      abused === 'heapgauge'
        ? url
        : abused === 'nobody'
          ? undefined
          : (await told<{ page: string }>(start('stand-in'), 'page')).page;
    const abuser = target === undefined ? undefined : start('abuser', [target]);
    if (abuser !== undefined) await steadyLoad(port, { ...settings, seconds: WARM_UP_SECONDS });
    isMeasured = true;
    const latency = await steadyLoad(port, settings);
    const abuse = abuser === undefined ? null : await stopped(abuser);
    return { ...latency, peakResidentBytes, reports: (await reads(url)) - before, abuse };
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** Waits for the message of a child that has this in it. */
async function told<T>(child: ChildProcess, key: keyof T & string): Promise<T> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [object];
    if (key in message) return message as T;
  }
}

/** Reads where the page of the application is off its standard error. */
function pageOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /metrics at (\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

/** Asks how many reads there were; the abuser's requests may have the turn, so it tries again for a while. */
async function reads(page: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(new URL('/report', page), { signal: AbortSignal.timeout(5000) });
      return ((await response.json()) as Report).sampler.reads;
    } catch (error) {
      if (tries === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function stopped(abuser: ChildProcess): Promise<AbuseCounts> {
  abuser.send('stop');
  return told<AbuseCounts & { connections: number }>(abuser, 'connections');
}
