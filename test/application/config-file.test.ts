import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readConfigFile } from '../../src/application/config-file.js';
import { optionsFromEnvironment } from '../../src/application/environment.js';
import { type MonitorOptions, type MonitorSettings, resolveOptions } from '../../src/application/options.js';

const folder = mkdtempSync(join(tmpdir(), 'heapgauge-config-'));
const path = join(folder, 'heapgauge.json');
after(() => {
  rmSync(folder, { recursive: true });
});

/** What a process with this file and these variables is watched with. */
function settingsOf(file: unknown, variables: Readonly<Record<string, string>> = {}): MonitorSettings {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  const { options, names } = optionsFromEnvironment({ HEAPGAUGE_CONFIG: path, ...variables });
  return resolveOptions(options, names);
}

/** Every option a file can have, none at its default. */
const EVERYTHING = {
  sampleIntervalBytes: '64KiB',
  stackDepth: 7,
  starter: 'inspector',
  period: '5s',
  topSites: 9,
  maxPauseRatio: 0.25,
  prometheus: { host: '::1', port: 9999 },
  leak: { span: '20min', falseAlarmsPerWeek: 0.5, minimumGrowthRatio: 0.2, collectAfter: true },
  budgets: ['heap=80%', 'rss=1GiB'],
  alertmanager: { url: ['http://a:9093'], headers: { authorization: 'Bearer x' }, labels: { team: 'a' } },
  logLevel: 'debug',
} as const satisfies MonitorOptions;

describe('a configuration file', () => {
  it('has every option that is plain data, the same as when it is handed in', () => {
    assert.deepEqual(settingsOf(EVERYTHING), resolveOptions(EVERYTHING));
  });

  it('of nothing leaves everything at its default', () => {
    assert.deepEqual(settingsOf({}), resolveOptions());
    assert.deepEqual(settingsOf({ leak: {}, prometheus: {}, budgets: [] }), resolveOptions());
    assert.deepEqual(settingsOf({ leak: null, prometheus: null, budgets: null, period: null }), resolveOptions());
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(settingsOf('\ufeff{"topSites":9}'), resolveOptions({ topSites: 9 }));
  });

  it('is not looked for where the variable is blank', () => {
    assert.deepEqual(optionsFromEnvironment({ HEAPGAUGE_CONFIG: ' ' }).options, optionsFromEnvironment({}).options);
  });

  it('cannot change what objects are', () => {
    const text = '{"alertmanager":{"url":"http://a","headers":{"__proto__":"x"},"labels":{"constructor":"x"}}}';
    const { alertmanager } = settingsOf(text);
    assert.ok(alertmanager !== false);
    assert.equal(Object.getPrototypeOf(alertmanager.labels), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
  });

  it('says where each of its options stands', () => {
    writeFileSync(path, '{\n  "period": 1,\n  "leak": { "span": 2,\n "collectAfter": 3 },\n"budgets": "heap=1" }');
    assert.deepEqual(readConfigFile(path, 'HEAPGAUGE_CONFIG'), {
      options: { period: 1, leak: { span: 2, collectAfter: 3 }, budgets: 'heap=1' },
      names: {
        period: `${path}:2:3 period`,
        leak: `${path}:3:3 leak`,
        span: `${path}:3:13 leak.span`,
        collectAfter: `${path}:4:2 leak.collectAfter`,
        budgets: `${path}:5:1 budgets`,
      },
    });
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
    ['HEAPGAUGE_BUDGETS', '', 'budgets', resolveOptions(EVERYTHING).budgets],
    ['HEAPGAUGE_BUDGETS', 'external=1MiB', 'budgets', resolveOptions({ budgets: 'external=1MiB' }).budgets],
    ['HEAPGAUGE_ALERTMANAGER', 'http://b', 'alertmanager', { urls: ['http://b'], headers: {}, labels: {} }],
    ['HEAPGAUGE_LEAK_SPAN', '9s', 'leak', { ...resolveOptions(EVERYTHING).leak, spanSeconds: 9 }],
    ['HEAPGAUGE_COLLECT_AFTER', 'off', 'collectAfterSeconds', false],
  ] as const) {
    it(`comes first: ${variable}=${text}`, () => {
      const settings = settingsOf(EVERYTHING, { [variable]: text });
      assert.deepEqual(settings, { ...resolveOptions(EVERYTHING), [key]: value });
    });
  }

  it('serves a page that the file does not', () => {
    assert.equal(settingsOf({ prometheus: false }).prometheus, false);
    const { prometheus } = settingsOf({ prometheus: false }, { HEAPGAUGE_PORT: '1' });
    assert.deepEqual(prometheus, { host: '127.0.0.1', port: 1 });
  });

  it('is what an error names where it is at fault, and the place in the file where that is', () => {
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
    assert.equal(named({ topSites: 0 }, { HEAPGAUGE_PERIOD: '3' }), `${path}:1:2 topSites`);
    assert.equal(named({ prometheus: { port: 1 } }, { HEAPGAUGE_PORT: 'x' }), 'HEAPGAUGE_PORT');
    assert.equal(named({ prometheus: { host: 5 } }, { HEAPGAUGE_PORT: '1' }), `${path}:1:16 prometheus.host`);
    assert.equal(named({ budgets: ['heap=1'] }, { HEAPGAUGE_BUDGETS: 'heap' }), 'HEAPGAUGE_BUDGETS');
    assert.equal(named({ budgets: ['heap'] }, {}), `${path}:1:2 budgets[0]`);
    assert.equal(
      named({ alertmanager: { url: 'http://a' } }, { HEAPGAUGE_ALERTMANAGER: 'x' }),
      'HEAPGAUGE_ALERTMANAGER',
    );
  });

  it('is counted in as it stands, space included', () => {
    assert.throws(() => settingsOf({}, { HEAPGAUGE_BUDGETS: '\n  heap=x' }), {
      message: /^HEAPGAUGE_BUDGETS: got "\\n {2}heap=x", at character 9 found "x", /,
    });
  });
});
