import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

const CASES: ReadonlyArray<readonly [variable: string, value: string, line: RegExp]> = [
  ['HEAPGAUGE_SAMPLE_INTERVAL', '0', /got "0", expected an amount of memory above zero/],
  ['HEAPGAUGE_SAMPLE_INTERVAL', '-1', /got "-1", expected an amount of memory/],
  ['HEAPGAUGE_SAMPLE_INTERVAL', 'NaN', /got "NaN", expected an amount of memory/],
  ['HEAPGAUGE_SAMPLE_INTERVAL', '12XB', /got "12XB", expected an amount of memory.* "128KiB"/],
  ['HEAPGAUGE_STACK_DEPTH', '0', /got 0, expected a whole number from 1 to 256/],
  ['HEAPGAUGE_STACK_DEPTH', '10000', /got 10000, expected a whole number from 1 to 256/],
  ['HEAPGAUGE_STARTER', 'magic', /got "magic", expected one of auto, v8, v8-profiler-next, datadog, inspector/],
  ['HEAPGAUGE_PERIOD', '0', /got "0", expected a duration above zero/],
  ['HEAPGAUGE_PORT', '70000', /got 70000, expected a whole number from 0 to 65,535/],
  ['HEAPGAUGE_PORT', 'http', /got "http", expected a whole number/],
  ['HEAPGAUGE_TOP_SITES', '0', /got 0, expected a whole number from 1 to 1,000/],
  ['HEAPGAUGE_MAX_PAUSE_RATIO', '2', /got 2, expected a number above 0, at most 1/],
  ['HEAPGAUGE_ENABLED', 'flase', /got "flase", expected "true" or "false", "on" or "off"/],
  ['HEAPGAUGE_LOG_LEVEL', 'loud', /got "loud", expected one of silent, error, warn, info, debug/],
];

describe('bad input through the environment', () => {
  for (const [variable, value, line] of CASES) {
    it(`${variable}=${value} is reported in one line, and the application runs on`, async () => {
      const ended = await runWith({ [variable]: value });
      assert.match(ended.stderr, line);
      assert.match(ended.stderr, new RegExp(`^heapgauge: ${variable}: .*; this process is not monitored\\n$`));
      assert.equal(ended.stdout, 'application 10000\n');
      assert.equal(ended.code, 0);
    });
  }

  it('a misspelt variable is reported in one line that names the one that was meant', async () => {
    const { stderr, code } = await runWith({ HEAPGAUGE_PEROID: '1s', HEAPGAUGE_PORT: '0' });
    assert.equal(stderr, 'heapgauge: unknown variable: HEAPGAUGE_PEROID; is HEAPGAUGE_PERIOD meant?\n');
    assert.equal(code, 0);
  });

  it('a misspelt variable is reported to nobody where nothing is to be written', async () => {
    const { stderr } = await runWith({ HEAPGAUGE_PEROID: '1s', HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'silent' });
    assert.equal(stderr, '');
  });

  it('what Kubernetes sets for a Service named heapgauge is a line at info, and the process is monitored', async () => {
    const { stderr } = await runWith({
      HEAPGAUGE_PORT: 'tcp://10.0.171.239:9464',
      HEAPGAUGE_SERVICE_HOST: '10.0.171.239',
      HEAPGAUGE_HOST: '127.0.0.99',
      HEAPGAUGE_LOG_LEVEL: 'info',
    });
    assert.match(
      stderr,
      /^heapgauge: ignored, as Kubernetes sets them for a Service: HEAPGAUGE_PORT, HEAPGAUGE_SERVICE_HOST\n/,
    );
    assert.doesNotMatch(stderr, /not monitored/);
  });

  it('a starter that does not work here is reported in one line', async () => {
    const { stderr, code } = await runWith({ HEAPGAUGE_STARTER: 'v8-profiler-next', NODE_PATH: '' });
    assert.match(
      stderr,
      /^heapgauge: starter v8-profiler-next: Cannot find module 'v8-profiler-next.*; this process is not monitored\n$/,
    );
    assert.equal(code, 0);
  });

  it('a port in use is reported in one line, and the application runs on', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    try {
      // A busy machine takes a second or two until the thread that listens has started.
      const { stderr, stdout, code } = await runWith({ HEAPGAUGE_PORT: String(port) }, 4000);
      assert.match(stderr, new RegExp(`^heapgauge: no metrics page: .*EADDRINUSE.*:${port}; .*HEAPGAUGE_PORT.*\\n$`));
      assert.equal(stdout, 'application 10000\n');
      assert.equal(code, 0);
    } finally {
      taken.close();
    }
  });

  it('OTEL_SDK_DISABLED=true switches heapgauge off before any variable is read', async () => {
    const { stderr } = await runWith({ OTEL_SDK_DISABLED: 'true', HEAPGAUGE_PERIOD: 'nonsense' });
    assert.equal(stderr, '');
  });

  it('HEAPGAUGE_ENABLED=false switches heapgauge off before any other variable is read', async () => {
    const { stderr } = await runWith({ HEAPGAUGE_ENABLED: 'false', HEAPGAUGE_PERIOD: 'nonsense' });
    assert.equal(stderr, '');
  });
});

function runWith(env: Readonly<Record<string, string>>, lifeMilliseconds = 700): ReturnType<typeof runNode> {
  return runNode(fixture('application'), {
    nodeOptions: ['--import', 'heapgauge/register'],
    arguments: ['natural', String(lifeMilliseconds)],
    env,
  });
}
