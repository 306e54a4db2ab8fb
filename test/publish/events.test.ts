import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EventRecord, eventRecord } from '../../src/publish/event-record.js';
import { emitEvent } from '../../src/publish/events.js';
import type { Alert } from '../../src/report/alerts.js';
import { alertsBetween, monitoringEnded } from '../../src/report/changes.js';
import { VERSION } from '../../src/values/version.js';
import { sampleBudget, sampleRateBudget, sampleReport, sampleSuspect } from '../support/sample-report.js';

const BEFORE = sampleReport({ suspects: [], budgets: [sampleBudget({ state: 'ok', isNotified: false })] });
const LATER = sampleReport({ time: '2026-01-02T03:04:20.678Z' });
const OVER = sampleReport({
  suspects: [],
  budgets: [sampleBudget({ state: 'ok', isNotified: false, usageBytes: 12_000_000, topSites: [] })],
});

/** One alert of each kind. */
const ALERTS: readonly Alert[] = [
  ...alertsBetween(BEFORE, LATER),
  ...alertsBetween(LATER, OVER),
  ...alertsBetween(OVER, sampleReport({ ...OVER, unavailable: 'busy' })),
  monitoringEnded('the thread died', '2026-01-02T03:04:05.000Z'),
];

const PLACE = {
  site: 'MemoryStore.set express-session/session/memory.js:121',
  'code.function.name': 'MemoryStore.set',
  'code.file.path': '/app/node_modules/express-session/session/memory.js',
  'code.line.number': 121,
  package: 'express-session',
};

const LEAK = {
  ...PLACE,
  component: 'traced',
  thread: 'main',
  'heapgauge.growth_bytes_per_second': 2150,
  'heapgauge.growth_lower_bytes_per_second': 1150,
  'heapgauge.growth_upper_bytes_per_second': 3350,
  'heapgauge.retained_bytes': 3_150_000,
  'heapgauge.since': '2026-01-02T01:02:03.456Z',
  'heapgauge.leak.id': 'save src/app.js:7',
  'heapgauge.leak.explained': 0.85,
  'heapgauge.leak.exact': true,
  'heapgauge.leak.parts': [
    'MemoryStore.set express-session/session/memory.js:121',
    'hash express-session/index.js:590',
  ],
  'heapgauge.leak.part_shares': [0.75, 0.25],
  'code.stacktrace': '    at MemoryStore.set (express-session/session/memory.js:121)\n    at save (src/app.js:7)',
  'heapgauge.leak.tracebacks': [
    '    at MemoryStore.set (express-session/session/memory.js:121)\n    at save (src/app.js:7)',
    '    at hash (express-session/index.js:590)\n    at save (src/app.js:7)',
  ],
  'heapgauge.leak.traceback_shares': [0.7, 0.3],
};

const BUDGET = {
  ...PLACE,
  budget: 'heap',
  'heapgauge.budget.limit': 16_000_000,
  'heapgauge.budget.unit': 'By',
  'heapgauge.retained_bytes': 3_100_000,
};

/** A provider that collects what is emitted. */
class Collected {
  readonly records: EventRecord[] = [];
  readonly loggers: unknown[] = [];

  getLogger(...named: unknown[]): { emit: (record: object) => void } {
    this.loggers.push(named);
    return { emit: (record) => this.records.push(record as EventRecord) };
  }
}

describe('the record of an event', () => {
  const at = Date.parse('2026-01-02T03:04:20.678Z');
  const earlier = Date.parse('2026-01-02T03:04:05.678Z');
  const [info, warn, error] = [
    { severityNumber: 9, severityText: 'INFO' },
    { severityNumber: 13, severityText: 'WARN' },
    { severityNumber: 17, severityText: 'ERROR' },
  ];
  const expected: ReadonlyArray<Omit<EventRecord, 'body'> & { readonly body: RegExp }> = [
    {
      eventName: 'heapgauge.leak.suspected',
      timestamp: at,
      ...warn,
      body: /^MemoryStore\.set .* leaks at least \+1\.12 KiB\/s; 3\.00 MiB retained, since .* or earlier$/,
      attributes: LEAK,
    },
    {
      eventName: 'heapgauge.budget.exceeded',
      timestamp: at,
      ...error,
      body: /^budget heap is exceeded: 19\.1 MiB of 15\.3 MiB; most in MemoryStore\.set .*, 2\.96 MiB retained$/,
      attributes: { ...BUDGET, 'heapgauge.budget.usage': 20_000_000 },
    },
    { eventName: 'heapgauge.leak.resolved', timestamp: earlier, ...info, body: / leaks no more$/, attributes: LEAK },
    {
      eventName: 'heapgauge.budget.recovered',
      timestamp: earlier,
      ...info,
      body: /^budget heap is within its limit again$/,
      attributes: { ...BUDGET, 'heapgauge.budget.usage': 12_000_000 },
    },
    {
      eventName: 'heapgauge.sampler.degraded',
      timestamp: earlier,
      ...warn,
      body: /^sites are unavailable: busy$/,
      attributes: { 'heapgauge.reason': 'sites are unavailable: busy' },
    },
    {
      eventName: 'heapgauge.sampler.degraded',
      timestamp: Date.parse('2026-01-02T03:04:05.000Z'),
      ...warn,
      body: /^monitoring has ended: the thread died$/,
      attributes: { 'heapgauge.reason': 'the thread died' },
    },
  ];

  it('there is an expected record for each kind of alert', () => {
    assert.equal(ALERTS.length, expected.length);
  });

  for (const [n, { body, ...rest }] of expected.entries()) {
    it(`the record of ${rest.eventName} has severity, time, attributes and a body for display (${n})`, () => {
      const { body: text, ...record } = eventRecord(ALERTS[n] ?? assert.fail());
      assert.deepEqual(record, rest);
      assert.match(text, body);
    });
  }

  it('a record has attributes of primitive values and lists of them alone, and none that is missing', () => {
    const bare = [
      sampleSuspect({
        ...{ component: 'other', site: '(unexplained memory)', file: '', package: null },
        ...{ explained: null, exact: false, parts: [], tracebacks: [], tracebackShares: [] },
      }),
    ];
    const unknown = [sampleRateBudget({ usageBytesPerSecond: null, topSites: [] })];
    const more = alertsBetween(undefined, sampleReport({ suspects: bare, budgets: unknown }));
    for (const alert of [...ALERTS, ...more]) {
      for (const [key, value] of Object.entries(eventRecord(alert).attributes)) {
        const values: readonly unknown[] = Array.isArray(value) ? value : [value];
        assert.ok(values.length > 0 && new Set(values.map((one) => typeof one)).size === 1, key);
        for (const one of values) {
          assert.ok(['string', 'number', 'boolean'].includes(typeof one), `${key}: ${String(one)}`);
          assert.ok(one !== '' && one === one, key);
        }
      }
    }
    const [leak, budget] = more.map((alert) => eventRecord(alert).attributes);
    assert.ok(leak !== undefined && !('code.file.path' in leak) && !('package' in leak));
    const ofFunctions = Object.keys(leak).filter((key) => /^(heapgauge\.leak\.(?!id)|code\.stack)/.test(key));
    assert.deepEqual(ofFunctions, [], 'a component of the memory has no functions');
    assert.deepEqual(budget, { budget: 'heap', 'heapgauge.budget.limit': 16_000, 'heapgauge.budget.unit': 'By/s' });
  });
});

describe('an event', () => {
  it('an event is emitted through the provider that is given, by a logger of this package and version', () => {
    const provider = new Collected();
    for (const alert of ALERTS) emitEvent(alert, provider);
    assert.deepEqual(provider.records, ALERTS.map(eventRecord));
    assert.deepEqual(provider.loggers[0], ['heapgauge', VERSION]);
  });

  it('an event goes nowhere, and harms nobody, where there is no API for logs', () => {
    const [alert = assert.fail()] = ALERTS;
    assert.doesNotThrow(() => {
      emitEvent(alert);
    });
  });

  it('what a provider throws is passed on, for the monitor to count', () => {
    const [alert = assert.fail()] = ALERTS;
    const broken = {
      getLogger: () => {
        throw new Error('no logger');
      },
    };
    assert.throws(() => {
      emitEvent(alert, broken);
    }, /no logger/);
  });
});
