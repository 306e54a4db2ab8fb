import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { assertDemoReport } from '../support/demo.js';
import { type Running, startProgram, until } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

// They wait more than they work: three at a time.
describe('the demo', { concurrency: 3 }, () => {
  for (const starter of STARTERS_HERE) {
    it(`prints the last report alone on standard output, through ${starter}`, async () => {
      const { code, stdout, stderr } = await demo(['--for', '75s', '--json'], { HEAPGAUGE_STARTER: starter }).ended;
      assert.equal(code, 0, stderr);
      const report = JSON.parse(stdout) as Report;
      assert.equal(report.source.starter, starter);
      assertDemoReport(report, stderr);
      const isLeak = (line: string): boolean => / leaks (?:at least|no more)/.test(line);
      const warnings = stderr.split('\n').filter((line) => line.startsWith('heapgauge:') && !isLeak(line));
      assert.equal(warnings.length, starter === 'inspector' ? 1 : 0, stderr);
    });
  }

  it('ends with its table on Ctrl-C', async () => {
    const running = demo([]);
    await until('two lines of progress', () => running.stdout().split(' traced ').length > 2 || undefined);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130);
    assert.match(stdout, /^all sites: /m);
  });

  it('refuses a duration it cannot read, with its help', async () => {
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
