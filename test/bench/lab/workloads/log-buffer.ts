import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const fields = Array.from({ length: 24 }, (_, n) => ({ field: `name-${n}`, value: 1000 + n }));
const lines: string[] = [];

/**
 * Collects lines for a flush that was never written. On Node 20 their rate is estimated a sixth too high: V8 makes a line of
 * pieces there, and cuts the last one, after it may have been sampled, to what it holds.
 */
function logLine(line: number): void {
  lines.push(JSON.stringify({ line, level: 'info', fields }));
}

export const logBuffer: Workload = {
  name: 'log-buffer',
  description: 'log lines are buffered and never flushed',
  leak: { allocators: ['logLine log-buffer.ts'], bytesPerSecond: 115_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(110, logLine);
  },
};
