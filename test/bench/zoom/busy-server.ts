import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The requests that a server has answered in a stretch of time. */
export interface Throughput {
  readonly perSecond: number;
  /** Requests by the seconds of processor time that the whole process took: other processes do not change that. */
  readonly perCpuSecond: number;
}

interface Count {
  readonly served: number;
  readonly cpuSeconds: number;
}

/** The requests that wait for an answer at any time: the server has never nothing to do. */
const CONNECTIONS = 8;

/** A server in a process of its own that is kept busy. */
export class BusyServer {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  #isOver = false;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    for (let n = 0; n < CONNECTIONS; n += 1) void this.#ask(port, n);
  }

  /** Starts one and keeps it busy. */
  static async start(
    program: string,
    options: { env?: Record<string, string>; execArgv?: string[] } = {},
  ): Promise<BusyServer> {
    const child = fork(fileURLToPath(new URL(`${program}.js`, import.meta.url)), [], {
      env: { ...process.env, ...options.env },
      execArgv: options.execArgv ?? [],
    });
    const [port] = (await once(child, 'message')) as [number];
    return new BusyServer(child, port);
  }

  /** Counts what it answers within so many seconds. */
  async measure(seconds: number): Promise<Throughput> {
    const start = performance.now();
    const before = await this.#send<Count>('count');
    await sleep(seconds * 1000);
    const after = await this.#send<Count>('count');
    const served = after.served - before.served;
    return {
      perSecond: (served * 1000) / (performance.now() - start),
      perCpuSecond: served / (after.cpuSeconds - before.cpuSeconds),
    };
  }

  /** Switches inlining off or on, and returns the seconds for which that paused the server. */
  async switch(act: 'off' | 'on'): Promise<number> {
    return (await this.#send<{ pauseSeconds: number }>(act)).pauseSeconds;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
    this.#agent.destroy();
  }

  async #send<T>(message: string): Promise<T> {
    const answer = once(this.#child, 'message');
    this.#child.send(message);
    const [value] = (await answer) as [T];
    return value;
  }

  async #ask(port: number, first: number): Promise<void> {
    for (let n = first; !this.#isOver; n += 1) {
      await new Promise<void>((resolve) => {
        get({ port, host: '127.0.0.1', path: `/${n % 200}`, agent: this.#agent }, (response) => {
          response.resume().on('end', resolve).on('error', resolve);
        }).on('error', () => {
          resolve();
        });
      });
    }
  }
}
