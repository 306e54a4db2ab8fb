import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { startProgram, until } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;
const FLAG_MEBIBYTES = 96;

/** Keeps some 3 MiB a second, beside garbage, until it dies. */
const PROGRAM = `
  const kept = [];
  let garbage;
  let chunk = [];
  function remember() {
    for (let n = 0; n < 300; n += 1) chunk.push({ n, who: 'visitor ' + n + kept.length, tags: [n] });
    if (chunk.length > 4000) { kept.push(chunk); chunk = []; }
    garbage = Array.from({ length: 500 }, (_, n) => ({ n }));
  }
  setInterval(remember, 20);`;

describe('a process that leaks until V8 ends it, with 96 MiB', () => {
  const outcome = run();

  it('a budget of 80% of the heap fires before the process dies', async () => {
    const { stderr, signal } = await outcome;
    assert.equal(signal, 'SIGABRT', stderr);
    assert.match(stderr, /heapgauge: budget heap is exceeded: .* of 64\.0 MiB/);
    assert.ok(stderr.indexOf('budget heap is exceeded') < stderr.indexOf('FATAL ERROR'), stderr);
  });

  it('the limit in the report is what the heap held when the process died', async () => {
    const { stderr, last } = await outcome;
    const lastMebibytes = Number(/.*\([\d.]+\) -> ([\d.]+) \(/s.exec(stderr.split('FATAL ERROR')[0] ?? '')?.[1]);
    assert.ok(lastMebibytes > 0, stderr);
    const limitMebibytes = last.heap.limitBytes / MEBIBYTE;
    assert.ok(limitMebibytes <= FLAG_MEBIBYTES, `${limitMebibytes} MiB`);
    const ratio = limitMebibytes / lastMebibytes;
    assert.ok(ratio > 0.75 && ratio < 1.15, `a limit of ${limitMebibytes} MiB, died at ${lastMebibytes} MiB`);
  });
});

async function run(): Promise<{ stderr: string; signal: NodeJS.Signals | null; last: Report }> {
  const app = startProgram(
    process.execPath,
    [`--max-old-space-size=${FLAG_MEBIBYTES}`, '--import', 'heapgauge/register', '--eval', PROGRAM],
    {
      env: {
        HEAPGAUGE_PORT: '0',
        HEAPGAUGE_LOG_LEVEL: 'info',
        HEAPGAUGE_PERIOD: '500ms',
        HEAPGAUGE_MAX_PAUSE_RATIO: '1',
        HEAPGAUGE_BUDGETS: 'heap=80% for 1s',
      },
      timeoutSeconds: 400,
    },
  );
  const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1], 180);
  const last = await until('a report', async () => {
    const answer = await fetch(new URL('/report', url));
    return answer.ok ? ((await answer.json()) as Report) : undefined;
  });
  return { last, ...(await app.ended) };
}
