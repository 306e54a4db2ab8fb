import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { METRIC } from '../../src/publish/names.js';
import { install } from '../matrix/npm.js';
import { totalOf } from '../matrix/published.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { pack } from '../support/packed.js';
import { ROOT, type Running, startProgram, until } from '../support/run-node.js';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Run by `.ci/run` before and around this very test. */
const RUN_BY_CI = ['npm ci', 'npm test', 'npm run check'];
/** Run by its own test, which compares the output too. */
const TOUR = 'npm run -s tour';
const DEMO = 'npm run demo -- --for 60s';
const DEMO_JSON = 'npm run -s demo -- --for 20s --json';
const LAB = 'npm run bench -- lab --quick';
const SIMULATOR = 'npm run bench -- simulator --quick';
const LEDGER = 'npm run bench -- ledger';
const INSTALL = 'npm install heapgauge @opentelemetry/api';
const START = 'node --import heapgauge/register app.js';
const SCRAPE = 'curl -s http://127.0.0.1:9464/metrics';

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-readme-'));

  before(async () => {
    // As a stranger's application, with the package as it would be published.
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const { code, stderr } = await shell(INSTALL.replace('heapgauge', pack(folder)), folder).ended;
    assert.equal(code, 0, stderr);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no command that nothing runs', () => {
    const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
    const run = [TOUR, DEMO, DEMO_JSON, LAB, SIMULATOR, LEDGER, INSTALL, START, SCRAPE];
    assert.deepEqual(commands.sort(), [...RUN_BY_CI, ...run].sort());
    const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n');
    for (const command of RUN_BY_CI)
      assert.ok(
        ci.some((line) => line.startsWith(command)),
        command,
      );
  });

  it(`${DEMO} shows progress, the address and a table with places to click`, async () => {
    const { code, stdout, stderr } = await shell(DEMO, ROOT).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics/m);
    assert.match(stdout, /^ +50%/m);
    assert.match(stdout, /^ +live +retained +growth +95% bounds +state +function +place$/m);
    assert.match(stdout, / node_modules\/express-session\/session\/\w+\.js:\d+$/m);
  });

  it(`${DEMO_JSON} prints a report and nothing else`, async () => {
    const { code, stdout, stderr } = await shell(DEMO_JSON, ROOT).ended;
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as Report).schema, 'heapgauge.report/2');
  });

  it(`${LAB} finds the leaks, and none where there is none`, async () => {
    const { code, stdout, stderr } = await shell(LAB, ROOT).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.equal(stdout.match(/ right /g)?.length, 4, stdout);
  });

  it(`${SIMULATOR} has no false alarm, and finds leaks`, async () => {
    const { code, stdout, stderr } = await shell(SIMULATOR, ROOT).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^50 sites a process, .*: 0 false alarms in 16 process-weeks/m);
    assert.match(stdout, /^\| \+200 KiB\/s .* 1\.00 \| .* h +\| 1\.0 h +\|$/m);
  });

  it(`${LEDGER} tells what a period costs in time and memory`, async () => {
    const { code, stdout, stderr } = await shell(LEDGER, ROOT).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /median \d+\.\d+ ms.*\n.* \d+ bytes a live sample, .* a site/);
  });

  it(`${INSTALL} and ${START} serve what ${SCRAPE} reads`, async () => {
    writeFileSync(join(folder, 'app.js'), 'setInterval(() => undefined, 1000);\n');
    const app = shell(`exec ${START}`, folder, { HEAPGAUGE_LOG_LEVEL: 'info', HEAPGAUGE_PORT: '0' });
    try {
      const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1], 20);
      const page = await until('metrics', async () => {
        const { stdout } = await shell(SCRAPE.replace('http://127.0.0.1:9464/metrics', url), ROOT).ended;
        return stdout.includes('heapgauge_heap_used_bytes') ? stdout : undefined;
      });
      assert.match(page, /^heapgauge_heap_limit_bytes [1-9]/m);
      assert.doesNotMatch(app.stderr(), /unavailable|forces/);
    } finally {
      app.process.kill();
    }
    await app.ended;
  });

  it('shows code that runs as it stands', async () => {
    const [code = '', , , tracing = ''] = blocks('js');
    const settings = "period: '200ms', prometheus: { port: 0 }";
    const script = code.replace("period: '15s'", settings);
    assert.ok(script.includes(settings), code);
    writeFileSync(join(folder, 'snippet.js'), `${script}\nsetTimeout(() => process.exit(), 1500);\n`);
    const { stdout, stderr } = await shell('exec node snippet.js', folder).ended;
    assert.equal(stderr, '');
    assert.match(stdout, /^\d/);

    writeFileSync(join(folder, 'tracing.js'), tracing);
    const traced = await shell('exec node tracing.js', folder).ended;
    assert.equal(traced.stderr, '');
    // Some 18 samples, so that there is none once in 10 million times.
    assert.match(traced.stdout, /^Top \d+ of \d+ sites\n#1: /);
    assert.match(traced.stdout, /^\(anonymous\) tracing\.js:4: .* \(\+.* ± .*\)$/m);
    assert.match(traced.stdout, /^100000$/m);
  });

  it('shows code that publishes through the SDK of an application', async () => {
    const [, instrumentation = '', producer = ''] = blocks('js');
    const example = readFileSync(join(ROOT, 'examples/node-sdk/package.json'), 'utf8');
    const { dependencies } = JSON.parse(example) as { dependencies: Record<string, string> };
    const app = join(folder, 'with-sdk');
    await install(process.execPath, app, { ...dependencies, heapgauge: `file:${pack(folder)}` });
    for (const [code, wait] of [
      [instrumentation.replace("period: '15s'", "period: '200ms'"), 'undefined'],
      [producer.replace('prometheus: false', "prometheus: false, period: '200ms'"), 'void provider.forceFlush()'],
    ] as const) {
      assert.ok(code.includes("period: '200ms'"), code);
      await using receiver = await startOtlpReceiver();
      writeFileSync(join(app, 'snippet.js'), `${code}\nsetInterval(() => ${wait}, 500);\n`);
      const running = startProgram(process.execPath, ['snippet.js'], {
        cwd: app,
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_METRIC_EXPORT_INTERVAL: '500',
          OTEL_METRIC_EXPORT_TIMEOUT: '500',
          OTEL_TRACES_EXPORTER: 'none',
        },
      });
      try {
        await until('metrics at the receiver', () => {
          if (running.process.exitCode !== null) throw new Error(running.stderr());
          return receiver.metrics().some((metrics) => totalOf(METRIC.heapUsed, metrics) > 0) || undefined;
        });
      } finally {
        running.process.kill();
      }
      assert.equal(
        (await running.ended).stderr.replace(/^heapgauge: the heap is sampled through the inspector.*\n/, ''),
        '',
      );
    }
  });

  it('names every metric that is published', () => {
    for (const name of Object.values(METRIC)) {
      assert.ok(README.includes(`\`${name.replaceAll('.', '_')}`), name);
    }
  });
});

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

function shell(command: string, cwd: string, env: Readonly<Record<string, string>> = {}): Running {
  return startProgram('bash', ['-c', command], { cwd, env, timeoutSeconds: 180 });
}
