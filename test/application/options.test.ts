import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MonitorOptions, resolveOptions } from '../../src/application/options.js';
import type { LeakOptions } from '../../src/threads/settings.js';
import { HeapgaugeError } from '../../src/values/errors.js';
import type { OptionNames } from '../../src/values/resolve-options.js';

const STARTERS = 'one of auto, v8, v8-profiler-next, datadog, inspector';
const INTERVALS = 'an amount of memory';
const PERIODS = 'a duration';

describe('defaults of options', () => {
  it('options that are left out have the defaults of the design', () => {
    assert.deepEqual(resolveOptions(), {
      sampleIntervalBytes: 131_072,
      stackDepth: 32,
      starter: 'auto',
      allocationFolding: false,
      periodSeconds: 15,
      workers: true,
      topSites: 50,
      maxPauseRatio: 0.002,
      samplerMemoryBytes: 64 * 2 ** 20,
      prometheus: { host: '127.0.0.1', port: 9464 },
      logLevel: 'warn',
      leak: {
        spanSeconds: 3600,
        falseAlarmsPerWeek: 0.001,
        minimumGrowthRatio: 0.1,
        collectAfterSeconds: 'auto',
        zoom: true,
      },
      budgets: [],
      alertmanager: false,
    });
  });

  it('options that are given are taken, each with its unit', () => {
    assert.deepEqual(
      resolveOptions({
        sampleIntervalBytes: '32KiB',
        stackDepth: 7,
        starter: 'inspector',
        allocationFolding: true,
        period: '2min',
        workers: false,
        topSites: 9,
        maxPauseRatio: 0.5,
        samplerMemory: '128MiB',
        prometheus: { host: '::1', port: 1234 },
        logLevel: 'debug',
        leak: { span: '20min', falseAlarmsPerWeek: 2, minimumGrowthRatio: 0.5, collectAfter: '3min' },
        budgets: 'heap=1GiB for 0s',
        alertmanager: 'http://one:9093,https://two/alertmanager',
      }),
      {
        sampleIntervalBytes: 32_768,
        stackDepth: 7,
        starter: 'inspector',
        allocationFolding: true,
        periodSeconds: 120,
        workers: false,
        topSites: 9,
        maxPauseRatio: 0.5,
        samplerMemoryBytes: 128 * 2 ** 20,
        prometheus: { host: '::1', port: 1234 },
        logLevel: 'debug',
        leak: {
          spanSeconds: 1200,
          falseAlarmsPerWeek: 2,
          minimumGrowthRatio: 0.5,
          collectAfterSeconds: 180,
          zoom: true,
        },
        budgets: [
          {
            name: 'heap',
            target: { kind: 'heap' },
            limit: { kind: 'bytes', value: 2 ** 30 },
            clear: { kind: 'bytes', value: 0.9 * 2 ** 30 },
            forSeconds: 0,
            repeatSeconds: 600,
            severity: 'warning',
          },
        ],
        alertmanager: { urls: ['http://one:9093', 'https://two/alertmanager'], headers: {}, labels: {} },
      },
    );
  });

  it('options of the metrics page have their defaults one by one', () => {
    assert.deepEqual(resolveOptions({ prometheus: { port: 0 } }).prometheus, { host: '127.0.0.1', port: 0 });
    assert.deepEqual(resolveOptions({ prometheus: { host: '::' } }).prometheus, { host: '::', port: 9464 });
  });
});

describe('options of leaks', () => {
  it('options of leaks have their defaults one by one', () => {
    const { leak } = resolveOptions({ leak: { span: 60 } });
    assert.deepEqual(leak, { ...resolveOptions().leak, spanSeconds: 60 });
    assert.equal(leak.collectAfterSeconds, 'auto');
  });

  it('collections are asked for after 10 minutes where no time is named, and never where that is switched off', () => {
    const secondsOf = (collectAfter: number | string | boolean): number | 'auto' | false =>
      resolveOptions({ leak: { collectAfter } }).leak.collectAfterSeconds;
    assert.equal(secondsOf(true), 600);
    assert.equal(secondsOf(false), false);
    assert.equal(secondsOf(90), 90);
    assert.equal(secondsOf('on'), 600);
    assert.equal(secondsOf('off'), false);
    assert.equal(secondsOf('auto'), 'auto');
  });

  it('options of leaks are accepted at both ends of their ranges', () => {
    const least = { span: '1s', falseAlarmsPerWeek: 1e-6, minimumGrowthRatio: 0, collectAfter: '1s' };
    const most = { span: '1d', falseAlarmsPerWeek: 100, minimumGrowthRatio: 10, collectAfter: '1d' };
    assert.doesNotThrow(() => resolveOptions({ leak: least }));
    assert.doesNotThrow(() => resolveOptions({ leak: most }));
  });
});

describe('values of options', () => {
  it('sizes and durations may be plain numbers of bytes and seconds', () => {
    const { sampleIntervalBytes, periodSeconds } = resolveOptions({ sampleIntervalBytes: 4096, period: 2.5 });
    assert.deepEqual([sampleIntervalBytes, periodSeconds], [4096, 2.5]);
  });

  it('false switches the metrics page off', () => {
    assert.equal(resolveOptions({ prometheus: false }).prometheus, false);
  });

  it('options are accepted at both ends of their ranges', () => {
    const least = { sampleIntervalBytes: 1, stackDepth: 1, period: 0.1, topSites: 1, samplerMemory: '40MiB' };
    const most = {
      sampleIntervalBytes: '1GiB',
      stackDepth: 256,
      period: '1d',
      topSites: 1000,
      maxPauseRatio: 1,
      samplerMemory: '4GiB',
      prometheus: { port: 65_535 },
    };
    assert.doesNotThrow(() => resolveOptions(least));
    assert.doesNotThrow(() => resolveOptions(most));
  });

  it('checked options are plain data that can cross to another thread', () => {
    const settings = resolveOptions({ meterProvider: { getMeter: () => assert.fail() } });
    assert.deepEqual(structuredClone(settings), settings);
  });
});

describe('bad values of options', () => {
  const cases: ReadonlyArray<readonly [option: keyof MonitorOptions, given: unknown, shown: string, accepted: string]> =
    [
      ['sampleIntervalBytes', 0, '0', INTERVALS],
      ['sampleIntervalBytes', -1, '-1', INTERVALS],
      ['sampleIntervalBytes', NaN, 'NaN', INTERVALS],
      ['sampleIntervalBytes', Infinity, 'Infinity', INTERVALS],
      ['sampleIntervalBytes', '12XB', '"12XB"', INTERVALS],
      ['sampleIntervalBytes', '', '""', INTERVALS],
      ['sampleIntervalBytes', '-1KiB', '"-1KiB"', INTERVALS],
      ['sampleIntervalBytes', '2GiB', '"2GiB"', 'from 1B to 1GiB'],
      ['sampleIntervalBytes', 2 ** 30 + 1, '1073741825', 'from 1B to 1GiB'],
      ['sampleIntervalBytes', [1], 'an array', INTERVALS],
      ['stackDepth', 0, '0', 'a whole number from 1 to 256'],
      ['stackDepth', 10_000, '10000', 'a whole number from 1 to 256'],
      ['stackDepth', 1.5, '1.5', 'a whole number from 1 to 256'],
      ['stackDepth', '32', '"32"', 'a whole number from 1 to 256'],
      ['starter', 'magic', '"magic"', STARTERS],
      ['starter', '', '""', STARTERS],
      ['period', 0, '0', PERIODS],
      ['period', -1, '-1', PERIODS],
      ['period', NaN, 'NaN', PERIODS],
      ['period', 'soon', '"soon"', PERIODS],
      ['period', '99ms', '"99ms"', 'from 100ms to 1d'],
      ['period', '2d', '"2d"', 'from 100ms to 1d'],
      ['topSites', 0, '0', 'a whole number from 1 to 1,000'],
      ['topSites', 1001, '1001', 'a whole number from 1 to 1,000'],
      ['maxPauseRatio', 0, '0', 'a number above 0, at most 1'],
      ['maxPauseRatio', 1.1, '1.1', 'a number above 0, at most 1'],
      ['maxPauseRatio', NaN, 'NaN', 'a number above 0, at most 1'],
      ['logLevel', 'loud', '"loud"', 'one of silent, error, warn, info, debug'],
      ['prometheus', true, 'true', 'false or an object with host, port'],
      ['prometheus', 9464, '9464', 'false or an object with host, port'],
      ['alertmanager', true, 'true', 'false or a text or an object with url, headers, labels'],
      ['onAlert', 'log', '"log"', 'a function'],
    ];
  for (const [option, given, shown, accepted] of cases) {
    it(`a bad value is an error that names the option, the value and what is accepted: ${option} = ${shown}`, () => {
      assertInvalid({ [option]: given }, option, shown, accepted);
    });
  }

  const leakCases: ReadonlyArray<
    readonly [option: keyof LeakOptions, given: unknown, shown: string, accepted: string]
  > = [
    ['span', 0, '0', PERIODS],
    ['span', 'soon', '"soon"', PERIODS],
    ['span', '999ms', '"999ms"', 'from 1s to 1d'],
    ['span', '2d', '"2d"', 'from 1s to 1d'],
    ['falseAlarmsPerWeek', 0, '0', 'a number from 0.000001 to 100'],
    ['falseAlarmsPerWeek', 101, '101', 'a number from'],
    ['falseAlarmsPerWeek', NaN, 'NaN', 'a number from'],
    ['falseAlarmsPerWeek', '1', '"1"', 'a number from'],
    ['minimumGrowthRatio', -0.1, '-0.1', 'a number from 0 to 10'],
    ['minimumGrowthRatio', 11, '11', 'a number from 0 to 10'],
    ['collectAfter', '999ms', '"999ms"', 'from 1s to 1d, or "on"'],
    ['collectAfter', '2d', '"2d"', 'from 1s to 1d, or "on"'],
    ['collectAfter', 'never', '"never"', PERIODS],
  ];
  for (const [option, given, shown, accepted] of leakCases) {
    it(`a bad value in a group is an error that names the group, too: leak.${option} = ${shown}`, () => {
      assertInvalid({ leak: { [option]: given } }, `leak.${option}`, shown, accepted);
    });
  }

  for (const [given, shown] of [
    [7, '7'],
    ['1h', '"1h"'],
  ] as const) {
    it(`a group that is no object is an error that lists its members: leak = ${shown}`, () => {
      assertInvalid({ leak: given }, 'leak', shown, 'an object with span');
    });
  }

  for (const port of [-1, 70_000, 80.5, NaN, '9464']) {
    const shown = typeof port === 'string' ? `"${port}"` : String(port);
    it(`a bad port is an error that names the range of ports: prometheus.port = ${shown}`, () => {
      assertInvalid({ prometheus: { port } }, 'prometheus.port', shown, 'a whole number from 0 to 65,535');
    });
  }

  for (const [host, shown] of [
    ['', '""'],
    [7, '7'],
  ] as const) {
    it(`a bad host is an error that says what a host is: prometheus.host = ${shown}`, () => {
      assertInvalid({ prometheus: { host } }, 'prometheus.host', shown, 'an address or host name');
    });
  }
});

describe('names in errors of options', () => {
  it('a misspelt option is an error that lists the options there are', () => {
    assertInvalid({ sampleInterval: 1 }, 'options', '"sampleInterval"', 'loggerProvider');
    assertInvalid({ sampleInterval: 1 }, 'options', '"sampleInterval"', 'sampleIntervalBytes, stackDepth, starter');
  });

  it('a misspelt member of a group is an error that names the group and lists its members', () => {
    assertInvalid({ leak: { spam: '1h' } }, 'leak', '"spam"', 'only span, falseAlarmsPerWeek');
    assertInvalid({ prometheus: { prot: 9000 } }, 'prometheus', '"prot"', 'only host, port');
    assertInvalid({ alertmanager: { urls: [] } }, 'alertmanager', '"urls"', 'only url, headers, labels');
  });

  it('an error names the environment variable that the option came from', () => {
    const variables: Readonly<Record<string, string>> = {
      stackDepth: 'HEAPGAUGE_STACK_DEPTH',
      'prometheus.port': 'HEAPGAUGE_PORT',
    };
    const nameOf: OptionNames = (path) => variables[path] ?? path;
    assertInvalid({ stackDepth: 0 }, 'HEAPGAUGE_STACK_DEPTH', '0', 'a whole number', nameOf);
    assertInvalid({ prometheus: { port: 70_000 } }, 'HEAPGAUGE_PORT', '70000', 'a whole number', nameOf);
  });
});

function assertInvalid(given: object, option: string, shown: string, accepted: string, nameOf?: OptionNames): void {
  assert.throws(
    () => resolveOptions(given, nameOf),
    (error: unknown) => {
      assert.ok(error instanceof HeapgaugeError);
      assert.equal(error.code, 'ERR_HEAPGAUGE_INVALID_OPTION');
      assert.ok(error.message.startsWith(`${option}: got ${shown}, expected `), error.message);
      assert.ok(error.message.slice(error.message.indexOf('expected')).includes(accepted), error.message);
      return true;
    },
  );
}

describe('the option alertmanager', () => {
  const errorFor = (alertmanager: unknown): string => {
    try {
      resolveOptions({ alertmanager } as MonitorOptions);
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };

  it('alerts are posted to one address, to several with commas or as a list, or to none', () => {
    const urlsOf = (alertmanager: MonitorOptions['alertmanager']): readonly string[] | false => {
      const { alertmanager: settings } = resolveOptions(alertmanager === undefined ? {} : { alertmanager });
      return settings && settings.urls;
    };
    assert.deepEqual(urlsOf(undefined), false);
    assert.deepEqual(urlsOf(false), false);
    assert.deepEqual(urlsOf('http://a:9093'), ['http://a:9093']);
    assert.deepEqual(urlsOf(' http://a , https://user:pass%40word@b/path '), [
      'http://a',
      'https://user:pass%40word@b/path',
    ]);
    assert.deepEqual(urlsOf({ url: ['http://a', 'http://b'] }), ['http://a', 'http://b']);
    assert.deepEqual(urlsOf({ url: 'http://a, http://b' }), ['http://a', 'http://b']);
  });

  it('headers and labels of alerts that cannot be sent are refused', () => {
    const url = 'http://a';
    assert.equal(
      errorFor({ url, headers: { 'x-scope-orgid': 'a b', Authorization: 'Bearer é' }, labels: { _a1: '' } }),
      'none',
    );
    for (const headers of [
      { 'a b': '' },
      { '': '' },
      { größe: '' },
      { a: 'b\nc' },
      { a: '\u2028' },
      { a: 5 },
      'a: b',
    ]) {
      assert.match(errorFor({ url, headers }), /^alertmanager\.headers(\.a)?: got .*, expected ./);
    }
    for (const labels of [{ 'a-b': '' }, { '': '' }, { '1a': '' }, { a: 5 }, ['a']]) {
      assert.match(errorFor({ url, labels }), /^alertmanager\.labels(\.a)?: got .*, expected ./);
    }
  });

  it('a wrong address is shown without its password', () => {
    for (const wrong of [
      'htp://user:secret@a',
      'http://user:secret@a:99999',
      'user:secret@a',
      'http://a%zz:secret@b',
    ]) {
      const message = errorFor(wrong);
      assert.match(message, /^alertmanager: got ".*…@.*", expected an address such as /);
      assert.doesNotMatch(message, /secret/);
    }
    assert.doesNotMatch(errorFor({ url: 'http://a', headers: { authorization: 'secret\n' } }), /secret/);
  });
});
