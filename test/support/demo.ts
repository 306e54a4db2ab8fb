import assert from 'node:assert/strict';
import type { Report, SiteReport } from '../../src/index.js';
import type { SharedCommand } from './shared-run.js';

/** The demo with its progress and table, as a newcomer runs it: at the port of its own choice. */
export const DEMO_TABLE: SharedCommand = { command: 'npm run demo -- --for 60s' };

/** The demo with its last report alone on standard output. */
export const DEMO_JSON: SharedCommand = {
  command: 'npm run -s demo -- --for 75s --json',
  env: { HEAPGAUGE_PORT: '0' },
};

/** The demo's site that leaks, by its growth's lower bound the first. */
function surestGrowth(report: Report): SiteReport {
  const [first] = [...report.sites].sort((a, b) => lowerOf(b) - lowerOf(a));
  assert.ok(first !== undefined, 'a report with sites');
  return first;
}

function lowerOf({ growth }: SiteReport): number {
  return growth?.lower ?? 0;
}

/**
 * Asserts what a last report of the demo must show.
 * The cache's growth is zero in truth; its 95% lower bound would stand above zero in one of forty runs, so the test
 * asks for the bound at 5 sigma instead, missed less than once in a million.
 *
 * @param stderr what the demo wrote there: the lines on leaks, too
 */
export function assertDemoReport(report: Report, stderr: string): void {
  const leak = surestGrowth(report);
  assert.equal(leak.package, 'express-session', JSON.stringify(leak));
  assert.ok(leak.growth !== null && leak.growth.lower > 0, JSON.stringify(leak));

  for (const suspect of report.suspects) {
    assert.equal(suspect.package, 'express-session', JSON.stringify(report.suspects));
    assert.ok(suspect.tracebacks[0]?.[0]?.startsWith(`${suspect.parts[0]?.function} (`), JSON.stringify(suspect));
  }
  // V8 inlines the leaking function into its caller at some time, and there the verdict begins anew.
  const isNamed =
    report.suspects.length > 0 ||
    leak.state === 'growing' ||
    /^heapgauge: \w+ express-session\/session\/\w+\.js:\d+ leaks at least /m.test(stderr);
  assert.ok(isNamed, `${leak.state}, ${leak.growth.windowSeconds} s: ${stderr}`);

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
