import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { optionsFromEnvironment } from '../../src/application/environment.js';
import { type MonitorOptions, resolveOptions } from '../../src/application/options.js';
import type { MonitorSettings } from '../../src/threads/settings.js';

const folder = mkdtempSync(join(tmpdir(), 'heapgauge-config-'));
const path = join(folder, 'heapgauge.json');
after(() => {
  rmSync(folder, { recursive: true });
});

/** What a process with this file and these variables is watched with. */
function settingsOf(file: unknown, variables: Readonly<Record<string, string>> = {}): MonitorSettings {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  const { options, nameOf } = optionsFromEnvironment({ HEAPGAUGE_CONFIG: path, ...variables });
  return resolveOptions(options, nameOf);
}

/** Every option a file can have, none at its default. */
const EVERYTHING = {
  allocationFolding: true,
  sampleIntervalBytes: '64KiB',
  stackDepth: 7,
  starter: 'inspector',
  period: '5s',
  topSites: 9,
  maxPauseRatio: 0.25,
  samplerMemory: '96MiB',
  prometheus: { host: '::1', port: 9999 },
  leak: { span: '20min', falseAlarmsPerWeek: 0.5, minimumGrowthRatio: 0.2, collectAfter: true },
  budgets: ['heap=80%', 'rss=1GiB'],
  alertmanager: { url: ['http://a:9093'], headers: { authorization: 'Bearer x' }, labels: { team: 'a' } },
  logLevel: 'debug',
} as const satisfies MonitorOptions;

/** The settings of a process that is watched with them. */
const RESOLVED = resolveOptions(EVERYTHING);

describe('a configuration file', () => {
  it('a configuration file sets every option that is plain data as code does', () => {
    assert.deepEqual(settingsOf(EVERYTHING), RESOLVED);
  });

  it('a configuration file that says nothing leaves everything at its default', () => {
    assert.deepEqual(settingsOf({}), resolveOptions());
    assert.deepEqual(settingsOf({ leak: {}, prometheus: {}, budgets: [] }), resolveOptions());
    assert.deepEqual(settingsOf({ leak: null, prometheus: null, budgets: null, period: null }), resolveOptions());
  });

  it('a configuration file may begin with a byte order mark', () => {
    assert.deepEqual(settingsOf('\ufeff{"topSites":9}'), resolveOptions({ topSites: 9 }));
  });

  it('no configuration file is read where HEAPGAUGE_CONFIG is blank', () => {
    assert.deepEqual(optionsFromEnvironment({ HEAPGAUGE_CONFIG: ' ' }).options, optionsFromEnvironment({}).options);
  });

  it('a configuration file cannot change the prototype of objects', () => {
    const text = '{"alertmanager":{"url":"http://a","headers":{"__proto__":"x"},"labels":{"constructor":"x"}}}';
    const { alertmanager } = settingsOf(text);
    assert.ok(alertmanager !== false);
    assert.equal(Object.getPrototypeOf(alertmanager.labels), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
  });

  it('an error names the configuration file and the option in it, or the group where a member is misspelt', () => {
    assert.throws(() => settingsOf({ leak: { span: 'long' } }), {
      message: `${path}: leak.span: got "long", expected a duration above zero, such as 15, "15s", "500ms" or "2min"`,
    });
    assert.throws(() => settingsOf({ leak: { spam: '1h' } }), {
      message: `${path}: leak: got "spam", expected only span, falseAlarmsPerWeek, minimumGrowthRatio, collectAfter, zoom`,
    });
    assert.throws(() => settingsOf({ alertmanager: 'nowhere' }), {
      message: `${path}: alertmanager: got "nowhere", expected an address such as http://alertmanager:9093, or several`,
    });
  });

  it('a configuration file cannot set options that are code', () => {
    for (const option of ['onAlert', 'meterProvider', 'loggerProvider']) {
      assert.throws(() => settingsOf({ [option]: {} }), {
        message: new RegExp(`^${path}: got "${option}", expected only sampleIntervalBytes, .*, logLevel$`),
      });
    }
  });
});

describe('a variable beside a configuration file', () => {
  for (const [variable, text, key, value] of [
    ['HEAPGAUGE_SAMPLE_INTERVAL', '4096', 'sampleIntervalBytes', 4096],
    ['HEAPGAUGE_STACK_DEPTH', '3', 'stackDepth', 3],
    ['HEAPGAUGE_STARTER', 'v8', 'starter', 'v8'],
    ['HEAPGAUGE_PERIOD', '7s', 'periodSeconds', 7],
    ['HEAPGAUGE_TOP_SITES', '3', 'topSites', 3],
    ['HEAPGAUGE_MAX_PAUSE_RATIO', '0.5', 'maxPauseRatio', 0.5],
    ['HEAPGAUGE_LOG_LEVEL', 'error', 'logLevel', 'error'],
    ['HEAPGAUGE_HOST', '::', 'prometheus', { host: '::', port: 9999 }],
    ['HEAPGAUGE_PORT', '0', 'prometheus', { host: '::1', port: 0 }],
    ['HEAPGAUGE_BUDGETS', '', 'budgets', RESOLVED.budgets],
    ['HEAPGAUGE_BUDGETS', 'external=1MiB', 'budgets', resolveOptions({ budgets: 'external=1MiB' }).budgets],
    ['HEAPGAUGE_ALERTMANAGER', 'http://b', 'alertmanager', { ...RESOLVED.alertmanager, urls: ['http://b'] }],
    ['HEAPGAUGE_LEAK_SPAN', '9s', 'leak', { ...RESOLVED.leak, spanSeconds: 9 }],
    ['HEAPGAUGE_COLLECT_AFTER', 'off', 'leak', { ...RESOLVED.leak, collectAfterSeconds: false }],
  ] as const) {
    it(`a variable replaces its own option of the file and no other: ${variable}=${text}`, () => {
      const settings = settingsOf(EVERYTHING, { [variable]: text });
      assert.deepEqual(settings, { ...RESOLVED, [key]: value });
    });
  }

  it('HEAPGAUGE_PORT serves a metrics page although the file has none', () => {
    assert.equal(settingsOf({ prometheus: false }).prometheus, false);
    const { prometheus } = settingsOf({ prometheus: false }, { HEAPGAUGE_PORT: '1' });
    assert.deepEqual(prometheus, { host: '127.0.0.1', port: 1 });
  });

  it('an error names whichever set the wrong value, the variable or the option in the file', () => {
    const named = (file: unknown, variables: Readonly<Record<string, string>>): string => {
      try {
        settingsOf(file, variables);
      } catch (error) {
        return (error as Error).message.split(': got')[0] ?? '';
      }
      return 'none';
    };
    assert.equal(named({ topSites: 3 }, { HEAPGAUGE_TOP_SITES: '0' }), 'HEAPGAUGE_TOP_SITES');
    assert.equal(named({ topSites: 0 }, { HEAPGAUGE_TOP_SITES: '3' }), 'none');
    assert.equal(named({ topSites: 0 }, { HEAPGAUGE_PERIOD: '3' }), `${path}: topSites`);
    assert.equal(named({ prometheus: { port: 1 } }, { HEAPGAUGE_PORT: 'x' }), 'HEAPGAUGE_PORT');
    assert.equal(named({ prometheus: { host: 5 } }, { HEAPGAUGE_PORT: '1' }), `${path}: prometheus.host`);
    assert.equal(named({ budgets: ['heap=1'] }, { HEAPGAUGE_BUDGETS: 'heap' }), 'HEAPGAUGE_BUDGETS');
    assert.equal(named({ budgets: ['heap'] }, {}), `${path}: budgets[0]`);
    assert.equal(
      named({ alertmanager: { url: 'http://a' } }, { HEAPGAUGE_ALERTMANAGER: 'x' }),
      'HEAPGAUGE_ALERTMANAGER',
    );
  });

  it('an error of HEAPGAUGE_BUDGETS counts characters as they stand, space included', () => {
    assert.throws(() => settingsOf({}, { HEAPGAUGE_BUDGETS: '\n  heap=x' }), {
      message: /^HEAPGAUGE_BUDGETS: got "\\n {2}heap=x", at character 9 found "x", /,
    });
  });
});
