import assert from 'node:assert/strict';
import type { Report } from '../../src/index.js';
import type { SharedCommand } from './shared-run.js';

/** The demo with its progress and table, as a newcomer runs it: at the port of its own choice. */
export const DEMO_TABLE: SharedCommand = { command: 'npm run demo -- --for 60s' };

/** The demo with its last report alone on standard output. */
export const DEMO_JSON: SharedCommand = {
  command: 'npm run -s demo -- --for 75s --json',
  env: { HEAPGAUGE_PORT: '0' },
};

/**
 * Asserts what a last report of the demo must show.
 * The cache's growth is zero in truth; its 95% lower bound would stand above zero in one of forty runs, so the test
 * asks for the bound at 5 sigma instead, missed less than once in a million.
 *
 * @param stderr what the demo wrote there: the lines on leaks, too
 */
export function assertDemoReport(report: Report, stderr: string): void {
  const [suspect, ...others] = report.suspects;
  assert.ok(suspect !== undefined, `no suspect: ${stderr}`);
  assert.deepEqual(others, [], 'one leak, one suspect');
  const text = `${JSON.stringify(suspect)} ${stderr}`;
  const [part] = suspect.parts;
  // V8 has been kept from inlining for some seconds: before, `save` or what calls it may have had the name.
  assert.deepEqual([suspect.exact, part?.function, part?.package], [true, 'set', 'express-session'], text);
  assert.equal(suspect.package, 'express-session', text);
  const calls = suspect.tracebacks[0]?.map((call) => call.split(' ')[0]);
  assert.deepEqual(calls?.slice(0, 2), ['set', 'save'], text);
  assert.match(stderr, /^heapgauge: .+ leaks at least .+ retained, since /m);

  const cache = report.sites.find(({ function: name }) => name === 'renderProduct');
  assert.ok(cache !== undefined, 'the lru-cache route is listed');
  // While nothing can be measured nothing grows.
  const { bytesPerSecond, lower } = cache.growth ?? { bytesPerSecond: 0, lower: 0 };
  assert.ok(bytesPerSecond - (5 / 1.96) * (bytesPerSecond - lower) <= 0, JSON.stringify(cache));

  const sum = report.sites.reduce((bytes, { liveBytes }) => bytes + liveBytes, 0);
  assert.ok(Math.abs(sum - report.totals.currentBytes) < 1, `${sum} against ${report.totals.currentBytes}`);

  const { rssBytes, tracedBytes, heapUntracedBytes, externalBytes, otherBytes } = report.memory;
  assert.equal(tracedBytes + heapUntracedBytes + externalBytes + otherBytes, rssBytes);
}
