import process from 'node:process';
import { startProgram } from '../../support/run-node.js';

/** What preloading heapgauge adds to the start of a process. */
export interface StartUpCost {
  readonly starts: number;
  /** Seconds from the start of a process without heapgauge to the first line of its application. */
  readonly bareSeconds: number;
  /** Seconds that heapgauge adds to it. */
  readonly addedSeconds: number;
}

/** The application's only line prints when it runs, by the clock that starts with the process. */
const APPLICATION = 'process.stdout.write(String(performance.now()))';

/** Starts an application with and without heapgauge by turns. */
export async function measureStartUp(starts: number): Promise<StartUpCost> {
  const [bare, watched]: [number[], number[]] = [[], []];
  for (let n = 0; n < starts; n += 1) {
    bare.push(await firstLineSeconds([]));
    watched.push(await firstLineSeconds(['--import', 'heapgauge/register']));
  }
  // The fastest of each: whatever else the machine does only adds to the others.
  const bareSeconds = Math.min(...bare);
  return { starts, bareSeconds, addedSeconds: Math.min(...watched) - bareSeconds };
}

async function firstLineSeconds(nodeArguments: readonly string[]): Promise<number> {
  const { code, stdout, stderr } = await startProgram(process.execPath, [...nodeArguments, '--eval', APPLICATION], {
    env: { HEAPGAUGE_PORT: '0' },
  }).ended;
  if (code !== 0) throw new Error(`the application ended with ${code ?? 'a signal'}: ${stderr}`);
  return Number(stdout) / 1000;
}
