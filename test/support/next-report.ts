import { once } from 'node:events';
import type { Monitor, Report } from '../../src/index.js';

/** Waits for the next report of a monitor, and keeps the process alive for it, which a monitor does not. */
export async function nextReport(monitor: Monitor | undefined): Promise<Report> {
  if (monitor === undefined) throw new Error('there is no monitor');
  const hold = setInterval(() => undefined, 1000);
  try {
    const [report] = (await once(monitor, 'report')) as [Report];
    return report;
  } finally {
    clearInterval(hold);
  }
}
