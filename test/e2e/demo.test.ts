import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { assertDemoReport, DEMO_JSON, DEMO_TABLE } from '../support/demo.js';
import { type Running, startProgram, until } from '../support/run-node.js';
import { sharedRun } from '../support/shared-run.js';
import { STARTERS_HERE } from '../support/starters.js';

// The demo takes half a processor.
describe('the demo', { concurrency: 2 }, () => {
  const [first] = STARTERS_HERE;
  // The cheapest starter there is, and the dearest.
  for (const starter of STARTERS_HERE.filter((one) => one === first || one === 'inspector')) {
    it(`the demo prints its last report alone on standard output, through ${starter}`, async () => {
      // The first is taken where none is asked for.
      const { code, stdout, stderr } = await (starter === first
        ? sharedRun(DEMO_JSON)
        : demo(['--for', '75s', '--json'], { HEAPGAUGE_STARTER: starter }).ended);
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout) as Report;
      assert.equal(report.source.starter, starter);
      assertDemoReport(report, stderr);
      const isLeak = (line: string): boolean => / leaks (?:at least|no more)|the leak that was reported in /.test(line);
      const warnings = stderr.split('\n').filter((line) => line.startsWith('heapgauge:') && !isLeak(line));
      assert.equal(warnings.length, starter === 'inspector' ? 1 : 0, stderr);
    });
  }

  it('the demo prints its address, its progress and a table with places to click', async () => {
    const { code, stdout, stderr } = await sharedRun(DEMO_TABLE);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics/m);
    assert.match(stdout, /^ +50%/m);
    assert.match(stdout, /^ +live +retained +growth +95% bounds +state +function +place$/m);
    assert.match(stdout, / node_modules\/express-session\/session\/\w+\.js:\d+$/m);
  });

  it('the demo ends with its table on Ctrl-C', async () => {
    const running = demo([]);
    await until('two lines of progress', () => running.stdout().split(' traced ').length > 2 || undefined);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130);
    assert.match(stdout, /^all sites: /m);
  });

  it('the demo ends without a word where nobody reads it any more, as with `| head`', async () => {
    const running = demo(['--for', '60s']);
    running.process.stdout?.once('data', () => running.process.stdout?.destroy());
    const { code, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /Error|EPIPE/);
  });

  it('the demo refuses a duration that it cannot read, and prints its help', async () => {
    const { code, stderr } = await demo(['--for', 'soon']).ended;
    assert.equal(code, 2);
    assert.match(stderr, /^--for: got "soon", expected a duration.*\n\n[^]*npm run demo -- --for 60s/);
  });
});

function demo(demoArguments: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return startProgram(process.execPath, ['examples/express-session/demo.js', ...demoArguments], {
    env: { HEAPGAUGE_PORT: '0', ...env },
    timeoutSeconds: 120,
  });
}
