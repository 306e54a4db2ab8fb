import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { type Installation, installPacked } from '../support/packed.js';
import { freePort } from '../support/prometheus.js';
import { type Running, startProgram, until } from '../support/run-node.js';

const APPLICATION = `
const kept = [];
function remember() { for (let n = 0; n < 1000; n += 1) kept.push({ n }); }
setInterval(remember, 5);
process.on('SIGTERM', () => process.exit(0));
`;

describe('the published package, preloaded', () => {
  let installation: Installation;

  before(() => {
    installation = installPacked();
    writeFileSync(join(installation.folder, 'app.cjs'), APPLICATION);
    writeFileSync(join(installation.folder, 'app.mjs'), APPLICATION);
  });
  after(() => {
    installation.remove();
  });

  for (const script of ['app.cjs', 'app.mjs']) {
    for (const [how, nodeArguments, env] of [
      ['--import', ['--import', 'heapgauge/register'], {}],
      ['--require', ['--require', 'heapgauge/register'], {}],
      ['NODE_OPTIONS', [], { NODE_OPTIONS: '--import heapgauge/register' }],
    ] as const) {
      it(`the package preloaded with ${how} serves the metrics of ${script}`, async () => {
        const app = start([...nodeArguments, script], env);
        try {
          const url = await metricsUrl(app);
          await until('the site on the page', async () => {
            const page = await (await fetch(url)).text();
            return /^heapgauge_site_live_bytes\{site="remember app\.[cm]js:3"[^}]*\} [1-9]/m.test(page) || undefined;
          });
          const report = (await (await fetch(new URL('/report', url))).json()) as Report;
          assert.equal(report.schema, 'heapgauge.report/2');
          assert.equal(report.sampler.failures, 0);
        } finally {
          app.process.kill();
        }
        assert.deepEqual((await app.ended).stdout, '');
      });
    }
  }

  it('the preloaded package prints nothing by itself', async () => {
    const port = await freePort();
    const app = start(['--require', 'heapgauge/register', 'app.cjs'], {
      HEAPGAUGE_LOG_LEVEL: 'warn',
      HEAPGAUGE_PORT: String(port),
    });
    await until('a report', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/report`).catch(() => undefined);
      return answer?.ok === true || undefined;
    });
    app.process.kill();
    const { stdout, stderr } = await app.ended;
    assert.deepEqual({ stdout, stderr }, { stdout: '', stderr: '' });
  });

  it('other paths of the port are answered with where to look', async () => {
    const app = start(['--import', 'heapgauge/register', 'app.mjs'], {});
    try {
      const answer = await fetch(new URL('/', await metricsUrl(app)));
      assert.equal(answer.status, 404);
      assert.equal(await answer.text(), 'heapgauge serves /metrics and /report\n');
    } finally {
      app.process.kill();
    }
    await app.ended;
  });

  function start(nodeArguments: readonly string[], env: Readonly<Record<string, string>>): Running {
    return startProgram(process.execPath, nodeArguments, {
      cwd: installation.folder,
      env: {
        HEAPGAUGE_PORT: '0',
        HEAPGAUGE_PERIOD: '200ms',
        HEAPGAUGE_SAMPLE_INTERVAL: '16KiB',
        HEAPGAUGE_MAX_PAUSE_RATIO: '1',
        HEAPGAUGE_LOG_LEVEL: 'info',
        ...env,
      },
    });
  }
});

function metricsUrl(app: Running): Promise<string> {
  return until('the metrics address', () => /heapgauge: metrics at (\S+)/.exec(app.stderr())?.[1], 20);
}
