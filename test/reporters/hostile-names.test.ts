import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  budgetExceededSentence,
  budgetRecoveredSentence,
  leakOverSentence,
  leakPlaceSentence,
  leakSentence,
  monitoringEndedSentence,
  unavailableSentence,
} from '../../src/report/sentences.js';
import { printTop } from '../../src/reporters/print-top.js';
import { budgetsText, reportLine, reportTable, suspectsText } from '../../src/reporters/report-text.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { diffSnapshots, topAllocations } from '../../src/snapshot/top.js';
import { MemoryBudgetExceededError } from '../../src/tracing/budget-error.js';
import { sampleBudget, sampleReport, sampleSite, sampleSuspect } from '../support/sample-report.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

/** A name that clears a screen, turns the direction of a line, hides something, ends a line and has half a character. */
const HOSTILE = 'fn\u001b[2J\u009b31m\u202e\u200b\r\n\u2028\ud800end';
const SHOWN = 'fn\\u001b[2J\\u{9b}31m\\u{202e}\\u{200b}\\r\\n\\u{2028}\\ud800end';

const site = sampleSite({ site: HOSTILE, function: HOSTILE, file: `/app/${HOSTILE}`, package: HOSTILE });
const suspect = sampleSuspect({
  ...{ id: HOSTILE, site: HOSTILE, since: HOSTILE, tracebacks: [[HOSTILE]], tracebackShares: [1] },
  parts: [{ ...site, site: `part ${HOSTILE}`, share: 1 }],
});
const budget = sampleBudget({ name: HOSTILE, since: HOSTILE, topSites: [{ ...site, retainedBytes: 1 }] });
const report = sampleReport({ sites: [site], suspects: [suspect], budgets: [budget] });

const frames: Frame[] = [
  sampleFrame('main', '/app/main.js', 1),
  sampleFrame(HOSTILE, `/app/node_modules/${HOSTILE}/${HOSTILE}.js`, 7),
];
const empty = sampleSnapshot([]);
const snapshot = sampleSnapshot([{ stack: frames, sizeBytes: 100, ordinal: 1 }]);

function printed(): string {
  let text = '';
  printTop(snapshot, { stream: { write: (part: string) => (text += part) } });
  return text;
}

describe('a name that would work on the terminal', () => {
  for (const [where, text] of [
    ['printTop', printed()],
    ...(['site', 'file', 'package', 'traceback'] as const).flatMap((groupBy): Array<[string, string]> => [
      [`a statistic by ${groupBy}`, topAllocations(snapshot, { groupBy }).join('\n')],
      [`a difference by ${groupBy}`, diffSnapshots(empty, snapshot, { groupBy }).join('\n')],
    ]),
    ['a traceback', snapshot.traces.flatMap(({ traceback }) => traceback.format()).join('\n')],
    ['a traceback in one line', snapshot.traces.map(({ traceback }) => traceback.toString()).join('\n')],
    ['the error of a budget', new MemoryBudgetExceededError(1, 2, topAllocations(snapshot)).message],
    ['the progress line', reportLine(report)],
    ['the reason why there are no sites', reportLine(sampleReport({ unavailable: HOSTILE }))],
    ['the table of sites', reportTable(report, { workingDirectory: '/app' })],
    ['what is leaking', suspectsText(report)],
    ['how the budgets stand', budgetsText(report)],
    ['the alert of a leak', leakSentence({ ...suspect, since: report.time })],
    ['the function that allocates a leak', leakSentence({ ...suspect, site: 'a', since: report.time })],
    ['the better place of a leak', leakPlaceSentence(HOSTILE, { ...suspect, site: 'a', parts: [] })],
    ['the function that is known better to allocate a leak', leakPlaceSentence('a', { ...suspect, site: 'a' })],
    ['the end of a leak', leakOverSentence(suspect)],
    ['the alert of a budget', budgetExceededSentence(budget)],
    ['the end of a budget’s alert', budgetRecoveredSentence(budget)],
    ['the end of monitoring', monitoringEndedSentence(HOSTILE)],
    ['the reason of an alert', unavailableSentence(HOSTILE)],
  ] as const) {
    it(`is written with escapes in ${where}`, () => {
      // Between the sites of a traceback's key stands the end of a line.
      assert.ok(text.replaceAll('\\r < ', '\\r\\n').includes(SHOWN), text);
      assert.doesNotMatch(text, /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
    });
  }
});
