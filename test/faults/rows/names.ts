import assert from 'node:assert/strict';
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/run-node.js';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';

/** Keeps what functions of such names allocate; the names come from an expression of the application. */
function named(names: string): string {
  return `import vm from 'node:vm';
const names = ${names};
// V8 takes a function's name from the text of its script, where a method may have any.
const functions = names.map((name) =>
  Object.values(vm.runInThisContext(
    '({ ' + JSON.stringify(name) + '(kept) { for (let n = 0; n < 50; n += 1) kept.push({ n, more: [n] }); } })',
    { filename: process.cwd() + '/names.js' },
  ))[0]);
const kept = [];
let at = 0;
const work = setInterval(() => {
  for (let n = 0; n < 40; n += 1) functions[at++ % functions.length](kept);
  if (kept.length > 200_000) kept.length = 0;
}, 5);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;
}

function pageOf({ port }: Application, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve(text);
      });
    }).on('error', reject);
  });
}

/** Reads a page; `undefined` where the connection ends before, as one that a busy machine keeps waiting for too long. */
async function answeredPage(application: Application, path: string): Promise<string | undefined> {
  try {
    return await pageOf(application, path);
  } catch {
    return undefined;
  }
}

/** Reads the pages once the report shows the names: on a busy machine their functions may not have been sampled before. */
async function readPages(application: Application, shown: RegExp): Promise<void> {
  await pause(1500);
  if (!application.isWatched) return;
  await until(`a report that matches ${shown}`, async () => {
    const report = await answeredPage(application, '/report');
    application.note('report', report);
    return report !== undefined && shown.test(report) ? true : undefined;
  });
  application.note('metrics', await until('the metrics', () => answeredPage(application, '/metrics')));
}

/** @param shown is what a report with such names in it has to match: else nothing was tried */
function hostile(name: string, names: string, shown: RegExp, others: Partial<Fault> = {}): Fault {
  return {
    name,
    part: 'names',
    program: named(names),
    settings: { HEAPGAUGE_SAMPLE_INTERVAL: '1KiB' },
    provoke: (application) => readPages(application, shown),
    memoryMiB: 160,
    expect: ({ watched }) => {
      const metrics = String(watched.notes.get('metrics'));
      // Each line is a comment or one value; a name cannot make a line of its own.
      for (const line of metrics.split('\n'))
        assert.match(line, /^($|# (HELP|TYPE|UNIT) |[a-zA-Z_:][\w:]*(\{.*\})? \S+( \d+)?$)/);
      // eslint wants no control characters in expressions, and these are what is looked for.
      assert.ok(!metrics.includes('\u001B'), 'an escape of the terminal is on the page');
    },
    ...others,
  };
}

export const NAMES: readonly Fault[] = [
  hostile(
    'an application with functions whose names have 100,000 characters has small pages',
    `Array.from({ length: 4 }, (_, n) => String.fromCharCode(97 + n).repeat(100_000))`,
    /aaaaaaaaaa/,
    {
      seen: true,
      expect: ({ watched }) => {
        for (const page of ['metrics', 'report']) {
          const { length } = String(watched.notes.get(page));
          assert.ok(length < 150_000, `/${page} has ${length} characters`);
        }
      },
    },
  ),
  hostile(
    'an application with functions whose names are commands to a terminal has plain pages',
    String.raw`['\u001B[31mred', '\u001B]0;title\u0007', '\r\nforged_metric 1\n', 'a"b\\c', '\u0000\u0008', '\u202Ereversed']`,
    /red/,
    { seen: true },
  ),
  hostile(
    'an application with functions named like members of every object is watched',
    `['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '', 'then', '(GC)', '(root)', '(other)']`,
    /hasOwnProperty/,
  ),
  hostile(
    'an application with functions whose names are broken Unicode is watched',
    String.raw`['\uD800', '\uDFFF\uD800x', 'é'.repeat(300), '👩‍👩‍👧‍👦'.repeat(50), '\uFEFF', '{}=,"']`,
    /ééé/,
  ),
  hostile(
    'an application with 5,000 functions of as many names is watched',
    `Array.from({ length: 5000 }, (_, n) => 'made' + n)`,
    /made\d/,
  ),
  hostile(
    'an application that makes code without end is watched',
    `Array.from({ length: 10 }, (_, n) => 'first' + n)`,
    /sites/,
    {
      program: `
const kept = [];
const work = setInterval(() => { for (let n = 0; n < 60; n += 1) new Function('kept', 'kept.push({ at: ' + Math.random() + ', more: [] })')(kept); }, 5);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');`,
      provoke: async (application) => {
        await pause(2500);
        await readPages(application, /sites/);
      },
    },
  ),
  hostile(
    'an application with a budget whose pattern has three stars is watched',
    `Array.from({ length: 4 }, (_, n) => 'a'.repeat(60 + n))`,
    /aaaaaaaaaa/,
    { settings: { HEAPGAUGE_SAMPLE_INTERVAL: '1KiB', HEAPGAUGE_BUDGETS: 'site:*a*a*ab=1MiB' } },
  ),
  {
    name: 'an application with a budget whose pattern has twenty-four stars runs on',
    part: 'names',
    seen: true,
    program: named(`Array.from({ length: 4 }, (_, n) => 'a'.repeat(60 + n))`),
    settings: { HEAPGAUGE_SAMPLE_INTERVAL: '1KiB', HEAPGAUGE_BUDGETS: `site:${'*a'.repeat(24)}b=1MiB` },
    fromStart: true,
    provoke: async ({ printed, isWatched, report, note }) => {
      await printed('ready');
      await pause(isWatched ? 3000 : 500);
      note('report', await report());
    },
    noReport: 'the pattern is refused',
    expect: ({ watched }) => {
      // Either it says so, or it goes on reporting.
      if (watched.notes.get('report') === undefined) assert.match(watched.said.join('\n'), /HEAPGAUGE_BUDGETS/);
    },
  },
];
