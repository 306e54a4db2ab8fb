import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The end of a process of a test. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of a test and what it has printed so far. */
export interface Running {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** The options that a test's process is started with. */
export interface RunOptions {
  readonly nodeOptions?: readonly string[];
  readonly arguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The seconds after which the process is ended by force. @default 60 */
  readonly timeoutSeconds?: number;
  /** Lets all other processes go first: for one that computes for long and whose outcome does not depend on time. */
  readonly isPatient?: boolean;
}

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

/** Gives the path of a compiled fixture. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}.js`, import.meta.url));
}

/** Starts `node` on a script, in an environment without any `HEAPGAUGE_*` but the given. */
export function startNode(script: string, options: RunOptions = {}): Running {
  const { nodeOptions = [], arguments: scriptArguments = [], ...others } = options;
  return startProgram(process.execPath, [...nodeOptions, script, ...scriptArguments], others);
}

/** Starts any program, in an environment without any `HEAPGAUGE_*` but the given. */
export function startProgram(
  program: string,
  programArguments: readonly string[],
  options: Omit<RunOptions, 'nodeOptions' | 'arguments'> = {},
): Running {
  const { env = {}, cwd = ROOT, timeoutSeconds = 60, isPatient = false } = options;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(HEAPGAUGE_|OTEL_|NODE_(?!(PATH|EXTRA_CA_CERTS)$))/.test(name),
  );
  const child = spawn(program, programArguments, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (isPatient && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutSeconds * 1000);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { process: child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs `node` on a script to its end. */
export function runNode(script: string, options: RunOptions = {}): Promise<Ended> {
  return startNode(script, options).ended;
}

/** Polls until there is a value; rejects with what it waited for after the time. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  timeoutSeconds = 60,
): Promise<T> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutSeconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
