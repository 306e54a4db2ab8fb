import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { METRIC } from '../../src/publish/names.js';
import { install } from '../matrix/npm.js';
import { totalOf } from '../matrix/published.js';
import { blockMarked, commandsMarked } from '../support/documents.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { pack } from '../support/packed.js';
import { ROOT, type Running, startProgram, until } from '../support/run-node.js';

const [INSTALL = '', START = '', SCRAPE = ''] = commandsMarked('run: application');
const [FIVE_MINUTES = ''] = commandsMarked('run: five-minutes');
const GROWING = blockMarked('run: growing');
const [BUDGETS = ''] = commandsMarked('run: budgets');

const PAGE = 'http://127.0.0.1:9464/metrics';

/** A program that leaks some 2 MB a second. */
const LEAKING = `const kept = [];
function remember() {
  for (let n = 0; n < 1000; n += 1) kept.push({ n, next: { n } });
}
setInterval(remember, 50);
`;

/** The steps that the documents ask a person to take in an application, taken with the package as it would be published. */
// They wait more than they work.
describe('an application that follows the documents', { concurrency: 3 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-readme-'));

  before(async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const { code, stderr } = await shell(INSTALL.replace('heapgauge', pack(folder)), folder).ended;
    assert.equal(code, 0, stderr);
    writeFileSync(join(folder, 'app.js'), LEAKING);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it(`an application is watched after "${INSTALL}" and "${START}", and answers "${SCRAPE}"`, async () => {
    await whileRunning(START, {}, async (url) => {
      const page = await until('metrics', async () => {
        const { stdout } = await shell(SCRAPE.replace(PAGE, url), ROOT).ended;
        return stdout.includes('heapgauge_heap_used_bytes') ? stdout : undefined;
      });
      assert.match(page, /^heapgauge_heap_limit_bytes\{thread="main"\} [1-9]/m);
    });
  });

  it('a leak is on top of the list within five minutes', async () => {
    await whileRunning(FIVE_MINUTES, {}, async (url) => {
      const command = GROWING.replace(new URL(PAGE).origin, new URL(url).origin);
      const top = await until(
        'a site that grows significantly',
        async () => {
          const { code, stdout, stderr } = await shell(command, ROOT).ended;
          // There is no report yet, or none of a second collection.
          if (code !== 0) assert.match(stderr, /no report ye/);
          return /^ {2}'([1-9][\d.]*) (.+)'/m.exec(stdout) ?? undefined;
        },
        300,
      );
      assert.ok(Number(top[1]) > 100_000, top[0]);
      assert.equal(top[2], 'remember app.js:2');
    });
  });

  it('the budgets of the command in the documents are watched', async () => {
    await whileRunning(BUDGETS, { HEAPGAUGE_PERIOD: '200ms' }, async (url) => {
      const page = await until('budgets', async () => {
        const text = await (await fetch(url)).text();
        return text.includes('heapgauge_budget_limit_bytes') ? text : undefined;
      });
      assert.match(page, /^heapgauge_budget_firing\{budget="heap"\} 0$/m);
      assert.match(page, /^heapgauge_budget_limit_bytes\{budget="site:src\/cache\/\*\*"\} 67108864$/m);
    });
  });

  it('a container with the environment of the manifest is scraped from outside', async () => {
    const { containers } = parse(blockMarked('check: kubernetes')) as {
      containers: ReadonlyArray<{ env: ReadonlyArray<{ name: string; value: string }> }>;
    };
    const env = Object.fromEntries((containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    assert.match(env['NODE_OPTIONS'] ?? '', /^--import heapgauge\/register$/);
    const [outside] = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    await whileRunning('node app.js', env, async (url) => {
      const address = new URL(url);
      assert.equal(address.hostname, '0.0.0.0');
      if (outside !== undefined) address.hostname = outside.address;
      assert.equal((await fetch(address)).status, 200);
    });
  });

  it('the code that starts a monitor runs as it stands', async () => {
    const code = blockMarked('run: monitor');
    const settings = "period: '200ms', prometheus: { port: 0 }";
    const script = code.replace("period: '15s'", settings);
    assert.ok(script.includes(settings), code);
    writeFileSync(join(folder, 'snippet.js'), `${script}\nsetTimeout(() => process.exit(), 1500);\n`);
    const { stdout, stderr } = await shell('exec node snippet.js', folder).ended;
    assert.equal(stderr, '');
    assert.match(stdout, /^\d/);
  });

  it('the code that traces memory runs as it stands', async () => {
    for (const marker of ['run: tracing', 'run: tracing-top']) {
      writeFileSync(join(folder, 'tracing.js'), blockMarked(marker));
      const { stdout, stderr } = await shell('exec node tracing.js', folder).ended;
      assert.equal(stderr, '');
      // Some 18 samples, so that there is none once in 10 million times.
      assert.match(stdout, /^\(anonymous\) tracing\.js:4:\d+: .* \(\+.* ± .*\)$/m);
      assert.match(stdout, /^100000$/m);
      if (marker === 'run: tracing-top') assert.match(stdout, /^Top \d+ of \d+ sites\n#1: /);
    }
  });

  it('the code for an SDK publishes through it', async () => {
    const example = readFileSync(join(ROOT, 'examples/node-sdk/package.json'), 'utf8');
    const { dependencies } = JSON.parse(example) as { dependencies: Record<string, string> };
    const app = join(folder, 'with-sdk');
    await install(process.execPath, app, { ...dependencies, heapgauge: `file:${pack(folder)}` });
    const instrumentation = blockMarked('run: instrumentation').replace("period: '15s'", "period: '200ms'");
    const producer = blockMarked('run: metric-producer').replace(
      'prometheus: false',
      "prometheus: false, period: '200ms'",
    );
    for (const [code, wait] of [
      [instrumentation, 'undefined'],
      [producer, 'void provider.forceFlush()'],
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

  /** Runs a command that starts the application with its page at a free port, and ends it after `use`. */
  async function whileRunning(
    command: string,
    env: Readonly<Record<string, string>>,
    use: (url: string, app: Running) => Promise<void>,
  ): Promise<void> {
    // The shell sets the variables in front of the command, and Node.js takes its place, so that it can be ended.
    const inPlace = command.replace(/\bnode /, 'exec node ').replace(/^((?:\w+=(?:'[^']*'|\S+) )+)/, 'export $1; ');
    const app = shell(inPlace, folder, { HEAPGAUGE_LOG_LEVEL: 'info', ...env, HEAPGAUGE_PORT: '0' });
    try {
      const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1], 20);
      await use(url, app);
      assert.doesNotMatch(app.stderr(), /unavailable|forces|not monitored|means nothing/);
    } finally {
      app.process.kill();
    }
    await app.ended;
  }
});

function shell(command: string, cwd: string, env: Readonly<Record<string, string>> = {}): Running {
  return startProgram('bash', ['-c', command], { cwd, env, timeoutSeconds: 180 });
}
