import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isEnabled, isPackageManager, optionsFromEnvironment } from '../../src/application/environment.js';
import { resolveOptions } from '../../src/application/options.js';

describe('a variable of the environment', () => {
  for (const [variable, text, expected] of [
    ['HEAPGAUGE_SAMPLE_INTERVAL', '64KiB', { sampleIntervalBytes: 65_536 }],
    ['HEAPGAUGE_SAMPLE_INTERVAL', '4096', { sampleIntervalBytes: 4096 }],
    ['HEAPGAUGE_STACK_DEPTH', '7', { stackDepth: 7 }],
    ['HEAPGAUGE_STARTER', 'inspector', { starter: 'inspector' }],
    ['HEAPGAUGE_PERIOD', '500ms', { periodSeconds: 0.5 }],
    ['HEAPGAUGE_PERIOD', '20', { periodSeconds: 20 }],
    ['HEAPGAUGE_TOP_SITES', '9', { topSites: 9 }],
    ['HEAPGAUGE_MAX_PAUSE_RATIO', '0.25', { maxPauseRatio: 0.25 }],
    ['HEAPGAUGE_SAMPLER_MEMORY', '96MiB', { samplerMemoryBytes: 96 * 2 ** 20 }],
    ['HEAPGAUGE_HOST', '0.0.0.0', { prometheus: { host: '0.0.0.0', port: 9464 } }],
    ['HEAPGAUGE_PORT', '9999', { prometheus: { host: '127.0.0.1', port: 9999 } }],
    ['HEAPGAUGE_PORT', '0', { prometheus: { host: '127.0.0.1', port: 0 } }],
    ['HEAPGAUGE_LOG_LEVEL', 'debug', { logLevel: 'debug' }],
    ['HEAPGAUGE_LEAK_SPAN', '20min', { leak: { ...resolveOptions().leak, spanSeconds: 1200 } }],
    ['HEAPGAUGE_LEAK_SPAN', '90', { leak: { ...resolveOptions().leak, spanSeconds: 90 } }],
    ['HEAPGAUGE_FALSE_ALARMS_PER_WEEK', '0.5', { leak: { ...resolveOptions().leak, falseAlarmsPerWeek: 0.5 } }],
    ['HEAPGAUGE_COLLECT_AFTER', '5min', { leak: { ...resolveOptions().leak, collectAfterSeconds: 300 } }],
    ['HEAPGAUGE_COLLECT_AFTER', '120', { leak: { ...resolveOptions().leak, collectAfterSeconds: 120 } }],
    ['HEAPGAUGE_COLLECT_AFTER', 'on', { leak: { ...resolveOptions().leak, collectAfterSeconds: 600 } }],
    ['HEAPGAUGE_ALLOCATION_FOLDING', 'on', { allocationFolding: true }],
    ['HEAPGAUGE_ALLOCATION_FOLDING', 'off', { allocationFolding: false }],
    ['HEAPGAUGE_WORKERS', 'off', { workers: false }],
    [
      'HEAPGAUGE_ALERTMANAGER',
      'http://a,http://b',
      { alertmanager: { urls: ['http://a', 'http://b'], headers: {}, labels: {} } },
    ],
    ['HEAPGAUGE_BUDGETS', 'heap=1MiB', { budgets: resolveOptions({ budgets: 'heap=1MiB' }).budgets }],
    ['HEAPGAUGE_COLLECT_AFTER', 'off', { leak: { ...resolveOptions().leak, collectAfterSeconds: false } }],
  ] as const) {
    it(`${variable}=${text} sets its option and no other`, () => {
      const { options, nameOf, ignored } = optionsFromEnvironment({ [variable]: text });
      assert.deepEqual(resolveOptions(options, nameOf), { ...resolveOptions(), ...expected });
      assert.deepEqual(ignored, { serviceLinks: [], unknown: [] });
    });
  }

  for (const [variable, text] of [
    ['HEAPGAUGE_SAMPLE_INTERVAL', '12XB'],
    ['HEAPGAUGE_STACK_DEPTH', 'deep'],
    ['HEAPGAUGE_STARTER', 'magic'],
    ['HEAPGAUGE_PERIOD', 'soon'],
    ['HEAPGAUGE_TOP_SITES', 'all'],
    ['HEAPGAUGE_MAX_PAUSE_RATIO', 'little'],
    ['HEAPGAUGE_PORT', 'http'],
    ['HEAPGAUGE_LOG_LEVEL', 'loud'],
    ['HEAPGAUGE_LEAK_SPAN', 'long'],
    ['HEAPGAUGE_FALSE_ALARMS_PER_WEEK', 'few'],
    ['HEAPGAUGE_COLLECT_AFTER', 'never'],
    ['HEAPGAUGE_ALLOCATION_FOLDING', 'maybe'],
    ['HEAPGAUGE_ALERTMANAGER', 'nowhere'],
    ['HEAPGAUGE_BUDGETS', 'heap'],
  ] as const) {
    it(`${variable}=${text} is an error that names the variable and the value as they stand`, () => {
      const { options, nameOf } = optionsFromEnvironment({ [variable]: text });
      assert.throws(() => resolveOptions(options, nameOf), {
        code: 'ERR_HEAPGAUGE_INVALID_OPTION',
        message: new RegExp(`^${variable}: got "${text}", .*expected .+`),
      });
    });
  }

  it('variables that are empty set nothing', () => {
    const { options, nameOf, known } = optionsFromEnvironment({});
    const empty = optionsFromEnvironment(Object.fromEntries(known.map((variable) => [variable, ''])));
    assert.deepEqual(empty.options, options);
    assert.deepEqual(resolveOptions(empty.options, nameOf), resolveOptions());
  });

  it('a blank HEAPGAUGE_PORT does not stand for port 0', () => {
    const { options, nameOf } = optionsFromEnvironment({ HEAPGAUGE_PORT: ' ' });
    let port: number | undefined;
    try {
      const { prometheus } = resolveOptions(options, nameOf);
      if (prometheus !== false) port = prometheus.port;
    } catch {
      // An error that names the variable is as good as the default.
    }
    assert.notEqual(port, 0);
  });
});

describe('variables that begin with HEAPGAUGE_', () => {
  it('variables that begin with HEAPGAUGE_ and mean nothing are listed, each with the known one that is like it', () => {
    const { unknown } = optionsFromEnvironment({
      HEAPGAUGE_PERIODS: '1s',
      HEAPGAUGE_PERIOD: '1s',
      HEAPGAUGE_PROT: '1',
      HEAPGAUGE_: '',
      HEAPGAUGE_TELEPATHY: 'on',
      PATH: '/bin',
      heapgauge_port: '1',
    }).ignored;
    assert.deepEqual(unknown, [
      { name: 'HEAPGAUGE_PERIODS', nearest: 'HEAPGAUGE_PERIOD' },
      { name: 'HEAPGAUGE_PROT', nearest: 'HEAPGAUGE_PORT' },
      { name: 'HEAPGAUGE_', nearest: undefined },
      { name: 'HEAPGAUGE_TELEPATHY', nearest: undefined },
    ]);
  });

  it('what Kubernetes sets for a Service named heapgauge sets nothing', () => {
    const links = {
      HEAPGAUGE_PORT: 'tcp://10.0.171.239:9464',
      HEAPGAUGE_SERVICE_HOST: '10.0.171.239',
      HEAPGAUGE_SERVICE_PORT: '9464',
      HEAPGAUGE_SERVICE_PORT_METRICS: '9464',
      HEAPGAUGE_PORT_9464_TCP: 'tcp://10.0.171.239:9464',
      HEAPGAUGE_PORT_9464_TCP_PROTO: 'tcp',
      HEAPGAUGE_PORT_9464_TCP_PORT: '9464',
      HEAPGAUGE_PORT_9464_TCP_ADDR: '10.0.171.239',
      HEAPGAUGE_METRICS_SERVICE_HOST: '10.0.0.1',
      HEAPGAUGE_METRICS_PORT: 'udp://10.0.0.1:53',
    };
    const { options, ignored } = optionsFromEnvironment({ ...links, HEAPGAUGE_PERIOD: '20s' });
    assert.deepEqual(options, { period: '20s' });
    assert.deepEqual(ignored, { serviceLinks: Object.keys(links), unknown: [] });
  });

  it('variables that mean something are listed as known, to be named beside the unknown', () => {
    assert.deepEqual([...optionsFromEnvironment({}).known].sort(), [
      'HEAPGAUGE_ALERTMANAGER',
      'HEAPGAUGE_ALLOCATION_FOLDING',
      'HEAPGAUGE_BUDGETS',
      'HEAPGAUGE_COLLECT_AFTER',
      'HEAPGAUGE_CONFIG',
      'HEAPGAUGE_ENABLED',
      'HEAPGAUGE_FALSE_ALARMS_PER_WEEK',
      'HEAPGAUGE_HOST',
      'HEAPGAUGE_LEAK_SPAN',
      'HEAPGAUGE_LOG_LEVEL',
      'HEAPGAUGE_MAX_PAUSE_RATIO',
      'HEAPGAUGE_PERIOD',
      'HEAPGAUGE_PORT',
      'HEAPGAUGE_SAMPLER_MEMORY',
      'HEAPGAUGE_SAMPLE_INTERVAL',
      'HEAPGAUGE_STACK_DEPTH',
      'HEAPGAUGE_STARTER',
      'HEAPGAUGE_TOP_SITES',
      'HEAPGAUGE_WORKERS',
      'HEAPGAUGE_ZOOM',
    ]);
  });
});

describe('the switch of the environment', () => {
  for (const text of ['false', 'FALSE', 'off', '0', 'no', ' false ']) {
    it(`HEAPGAUGE_ENABLED=${text} switches heapgauge off`, () => {
      assert.equal(isEnabled({ HEAPGAUGE_ENABLED: text }), false);
    });
  }

  for (const text of [undefined, '', ' ', 'true', 'on', '1', 'Yes']) {
    it(`HEAPGAUGE_ENABLED=${text ?? 'nothing'} leaves heapgauge on`, () => {
      assert.equal(isEnabled({ HEAPGAUGE_ENABLED: text }), true);
    });
  }

  it('OTEL_SDK_DISABLED=true switches heapgauge off whatever HEAPGAUGE_ENABLED says', () => {
    assert.equal(isEnabled({ OTEL_SDK_DISABLED: 'True', HEAPGAUGE_ENABLED: 'maybe' }), false);
    assert.equal(isEnabled({ OTEL_SDK_DISABLED: 'false' }), true);
  });

  it('another value of HEAPGAUGE_ENABLED is an error that says what is accepted', () => {
    assert.throws(() => isEnabled({ HEAPGAUGE_ENABLED: 'flase' }), {
      code: 'ERR_HEAPGAUGE_INVALID_OPTION',
      message: 'HEAPGAUGE_ENABLED: got "flase", expected "true" or "false", "on" or "off"',
    });
  });
});

describe('the script that a process runs', () => {
  for (const script of [
    '/usr/bin/npm',
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    'C:\\nodejs\\npx-cli.js',
    '/a/pnpm.cjs',
  ])
    it(`a package manager is no application: ${script}`, () => {
      assert.equal(isPackageManager(script), true);
    });

  for (const script of [undefined, '/app/npm/server.js', '/app/my-npm.js', '/app/yarn/index.js'])
    it(`another script is an application: ${script ?? 'none at all'}`, () => {
      assert.equal(isPackageManager(script), false);
    });
});
