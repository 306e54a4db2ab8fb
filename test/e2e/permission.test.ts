import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, startNode, until } from '../support/run-node.js';

const [major = 0] = process.versions.node.split('.').map(Number);
const PERMISSION = major >= 23 ? '--permission' : '--experimental-permission';
const NET = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];

describe('a process under --permission', () => {
  it('a process under --permission has metrics of the process while sites are unavailable', async () => {
    const app = startNode(fixture('application'), {
      nodeOptions: [PERMISSION, '--allow-fs-read=*', '--no-warnings', ...NET, '--import', 'heapgauge/register'],
      env: { HEAPGAUGE_PORT: '0', HEAPGAUGE_PERIOD: '200ms', HEAPGAUGE_LOG_LEVEL: 'info' },
      arguments: ['natural', '10000'],
    });
    try {
      const url = await until('the metrics address', () => /heapgauge: metrics at (\S+)/.exec(app.stderr())?.[1], 20);
      const page = await until('a report', async () => {
        const text = await (await fetch(url)).text();
        return text.includes('heapgauge_heap_used_bytes') ? text : undefined;
      });
      assert.match(page, /^heapgauge_memory_usage_bytes\{component="external"\} \d/m);
      assert.match(page, /^heapgauge_heap_limit_bytes\{thread="main"\} [1-9]/m);
      assert.doesNotMatch(page, /heapgauge_(site|traced)/);
      assert.match(
        app.stderr(),
        /heapgauge: sites are unavailable: .*(--allow-worker|no flag that allows the inspector).*; metrics of the process go on\n/,
      );
      assert.match(app.stdout(), /^application 10000\n$/);
    } finally {
      app.process.kill();
    }
    await app.ended;
  });

  it('a process under --permission runs on where not even listening is allowed', async () => {
    const { code, stdout, stderr } = await startNode(fixture('application'), {
      nodeOptions: [PERMISSION, '--allow-fs-read=*', '--no-warnings', '--import', 'heapgauge/register'],
      env: { HEAPGAUGE_PORT: '0' },
      arguments: ['natural', '500'],
    }).ended;
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'application 10000\n' });
    assert.match(stderr, /^heapgauge: sites are unavailable: [^\n]*\n(heapgauge: no metrics page: [^\n]*\n)?$/);
  });

  it('a process under --permission ends once its instrumentation was waited for and disabled', async () => {
    const program = `
      const { HeapgaugeInstrumentation } = await import('heapgauge');
      const instrumentation = new HeapgaugeInstrumentation({ logLevel: 'silent' });
      const ready = instrumentation.monitor.ready();
      instrumentation.disable();
      await ready;
      console.log('disabled');`;
    const { code, stdout } = await startNode('--eval', {
      nodeOptions: [PERMISSION, '--allow-fs-read=*', '--no-warnings', '--input-type=module'],
      arguments: [program],
      timeoutSeconds: 20,
    }).ended;
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'disabled\n' });
  });
});
