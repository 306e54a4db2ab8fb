import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Monitor, startMonitor } from '../../src/index.js';
import { memberPaths } from '../support/member-paths.js';
import { nextReport } from '../support/next-report.js';
import { reportsOfLeak } from '../support/sample-findings.js';
import { sampleBudget, sampleRateBudget, sampleReport } from '../support/sample-report.js';

const PLACE = ['site', 'function', 'file', 'line', 'package'];

/** All members of `heapgauge.report/2`. Whoever changes the shape changes this list, the documentation and the schema. */
const DOCUMENTED = [
  'schema',
  'time',
  'uptimeSeconds',
  ...group('source', ['starter', 'sampleIntervalBytes', 'stackDepth', 'thread', 'unavailable']),
  ...group('totals', ['currentBytes', 'standardErrorBytes', 'retainedBytes', 'peakBytes']),
  ...list('sites', [...PLACE, 'thread', 'domain', 'liveBytes', 'retainedBytes', 'samples', 'state']),
  ...group('sites[].growth', ['bytesPerSecond', 'lower', 'upper', 'confidence', 'windowSeconds']),
  ...list('suspects', [...PLACE, 'component', 'bytesPerSecond', 'lower', 'upper', 'retainedBytes', 'since']),
  ...under('suspects[]', [
    'thread',
    'id',
    'reason',
    'isNotified',
    'unmeasuredSince',
    'explained',
    'exact',
    'tracebacks',
    'tracebackShares',
  ]),
  ...list('suspects[].parts', [...PLACE, 'share']),
  ...list('budgets', ['name', 'kind', 'state', 'isNotified', 'since', 'severity', 'violations', 'matches']),
  'budgets[].limitBytes',
  'budgets[].usageBytes',
  'budgets[].limitBytesPerSecond',
  'budgets[].usageBytesPerSecond',
  ...list('budgets[].topSites', [...PLACE, 'retainedBytes']),
  ...group('heap', ['usedBytes', 'limitBytes', 'peakBytes']),
  ...under('heap', ['firstLimit', 'secondsToLimit', 'secondsToLimitLower', 'secondsToLimitUpper']),
  ...list('threads', ['thread', 'count', 'currentBytes', 'retainedBytes', 'peakBytes']),
  ...group('threads[].heap', ['usedBytes', 'limitBytes', 'peakBytes']),
  ...under('threads[].heap', ['firstLimit', 'secondsToLimit', 'secondsToLimitLower', 'secondsToLimitUpper']),
  ...group('memory', ['rssBytes', 'tracedBytes', 'heapUntracedBytes', 'externalBytes', 'workersBytes', 'otherBytes']),
  ...under('memory', ['limitBytes', 'limitOwner']),
  ...group('sampler', ['reads', 'failures', 'failuresInARow', 'lastFailure', 'collections', 'zooms', 'restarts']),
  ...under('sampler', ['lastPauseSeconds', 'maxPauseSeconds', 'periodSeconds', 'isPeriodCapped']),
  ...under('sampler', ['lastReadTime', 'notAnsweringSince', 'collectionPauseSeconds']),
  ...under('sampler', ['samples', 'nodes', 'memoryBytes', 'memoryLimitBytes']),
  ...group('alerts', ['failures']),
].sort();

const BUDGETS = 'heap=1MB for 0s; retained=1B/s for 0s';

function group(path: string, members: readonly string[]): string[] {
  return [path, ...under(path, members)];
}

function under(path: string, members: readonly string[]): string[] {
  return members.map((member) => `${path}.${member}`);
}

function list(path: string, members: readonly string[]): string[] {
  return [path, ...members.map((member) => `${path}[].${member}`)];
}

describe('the members of a report', () => {
  it('a report with a leak and budgets of both kinds has exactly the documented members', () => {
    const report = reportsOfLeak(BUDGETS).at(-1);
    assert.deepEqual(memberPaths(JSON.parse(JSON.stringify(report))), DOCUMENTED);
  });

  it('the report that other tests are made with has exactly the documented members', () => {
    assert.deepEqual(memberPaths(sampleReport({ budgets: [sampleBudget(), sampleRateBudget()] })), DOCUMENTED);
  });

  describe('the report of this process', () => {
    let monitor: Monitor;
    before(async () => {
      // So short an interval that the first read has samples already.
      const sampleIntervalBytes = '1KiB';
      monitor = await startMonitor({
        sampleIntervalBytes,
        period: '100ms',
        prometheus: false,
        budgets: BUDGETS,
        logLevel: 'silent',
      });
    });
    after(() => monitor.stop());

    it('the report of a running monitor has exactly the documented members, but for leaks and top sites', async () => {
      const report = await nextReport(monitor);
      assert.equal(report.schema, 'heapgauge.report/2');
      const mayBeAbsent = /^(suspects|budgets\[\]\.topSites|sites\[\]\.growth)\b./;
      const present = memberPaths(JSON.parse(JSON.stringify(report))).filter((path) => !mayBeAbsent.test(path));
      assert.deepEqual(
        present,
        DOCUMENTED.filter((path) => !mayBeAbsent.test(path)),
      );
      assert.ok(report.sites.length > 0 && report.budgets.length === 2);
    });
  });
});
