import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensurePrometheus, startPrometheus } from '../support/prometheus.js';
import { startProgram, until } from '../support/run-node.js';

const isHere = ensurePrometheus();
const skip = isHere ? false : 'prometheus is missing and could not be installed: nothing was tested';
const LEAK = 'topk(1, heapgauge_site_growth_lower_bytes_per_second)';
const BURST = 'heapgauge_site_live_bytes{code_function_name="buildReport"}';

describe('the demo under a real Prometheus', { skip }, () => {
  it('is scraped, with the leak on top and vanished sites gone', async () => {
    const demo = startProgram(process.execPath, ['examples/express-session/demo.js'], {
      env: { HEAPGAUGE_PORT: '0' },
      timeoutSeconds: 240,
    });
    try {
      const url = new URL(await until('the metrics address', () => /^metrics: (\S+)/.exec(demo.stdout())?.[1]));
      const prometheus = await startPrometheus(url.host);
      try {
        await until(
          'a scrape',
          async () => (await prometheus.query('up')).some(({ value }) => value?.[1] === '1') || undefined,
        );
        // The window of growth has left start-up behind once it is the younger half of half a minute.
        await sleep(40_000);

        const [leak] = await until('a measured growth', async () => {
          const top = await prometheus.query(LEAK);
          return top.length > 0 ? top : undefined;
        });
        assert.equal(leak?.metric['package'], 'express-session', JSON.stringify(leak));
        assert.ok(Number(leak.value?.[1]) > 0);
        assert.match(leak.metric['code_file_path'] ?? '', /\/express-session\/session\/\w+\.js$/);

        await until('a burst that came and went', () => hasVanished(prometheus), 60);

        const page = await (await fetch(url)).text();
        const lint = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
        assert.deepEqual([lint.status, lint.stdout, lint.stderr], [0, '', '']);
      } finally {
        await prometheus.stop();
      }
    } finally {
      demo.process.kill('SIGINT');
    }
    assert.equal((await demo.ended).code, 130);
  });
});

/** True once a scrape of the process, the very next after one that listed the burst's site, does not. */
async function hasVanished(prometheus: Awaited<ReturnType<typeof startPrometheus>>): Promise<true | undefined> {
  const seconds = 120;
  const [[up], [burst]] = await Promise.all([
    prometheus.queryRange('up == 1', seconds),
    prometheus.queryRange(BURST, seconds),
  ]);
  if (burst?.values === undefined) return undefined;
  const present = new Set(burst.values.map(([time]) => time));
  const scrapes = up?.values?.map(([time]) => time) ?? [];
  const gone = scrapes.some((time, n) => n > 0 && !present.has(time) && present.has(scrapes[n - 1] ?? 0));
  return gone || undefined;
}
