import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Percentiles of the times that requests took, in seconds. */
export interface Latency {
  readonly medianSeconds: number;
  readonly p99Seconds: number;
}

/**
 * Sends requests at a steady rate, whether the answers to earlier ones have come or not. A request's time counts from when
 * it was due, so that none is left out while everything waits.
 */
export async function steadyLoad(
  port: number,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const begin = performance.now();
  const answers: Array<Promise<number>> = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = begin + (1000 * n) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    answers.push(answered(port, agent).then(() => (performance.now() - due) / 1000));
  }
  const sorted = (await Promise.all(answers)).sort((a, b) => a - b);
  agent.destroy();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { medianSeconds: at(0.5), p99Seconds: at(0.99) };
}

function answered(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/', agent }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
}
