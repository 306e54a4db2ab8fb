import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Alert } from '../../src/index.js';
import { Monitor } from '../../src/application/monitor.js';
import { resolveOptions } from '../../src/application/options.js';
import { openInProcess, openThread } from '../../src/application/sampler-connection.js';
import type { ReportPublisher } from '../../src/report/publisher.js';
import type { OpenSampler, SamplerDeath } from '../../src/threads/messages.js';
import { soon } from '../support/alert-receiver.js';
import { nextReport } from '../support/next-report.js';

const DEATH: SamplerDeath = { reason: 'the thread needed too much', cause: 'memory' };

/** A publisher that writes down what it is called with. */
class NotedPublisher implements ReportPublisher {
  readonly calls: string[] = [];
  publish(): void {
    if (this.calls.at(-1) !== 'publish') this.calls.push('publish');
  }
  withdraw(): void {
    this.calls.push('withdraw');
  }
  stop(): void {
    this.calls.push('stop');
  }
}

describe('a monitor whose sampler dies', () => {
  const lines: string[] = [];
  const alerts: Alert[] = [];
  let publisher: NotedPublisher;
  let monitor: Monitor;
  /** Ends the present sampler thread. */
  let kill: (death: SamplerDeath) => Promise<void> = () => Promise.resolve();
  /** The error that the next starts throw. */
  let refusal: Error | undefined;

  const openMortal: OpenSampler = (start, receive, fail) => {
    if (refusal !== undefined) throw refusal;
    const connection = openThread(start, receive, fail);
    kill = async (death) => {
      await connection.close();
      fail(death);
    };
    return connection;
  };

  beforeEach(() => {
    lines.length = alerts.length = 0;
    refusal = undefined;
    publisher = new NotedPublisher();
    monitor = new Monitor({
      settings: resolveOptions({ period: '100ms', maxPauseRatio: 1, prometheus: { port: 0 } }),
      log: (level, text) => {
        if (level !== 'info' && level !== 'debug') lines.push(text);
      },
      openThread: openMortal,
      openInProcess,
      publisher,
      alertHandlers: [(alert) => alerts.push(alert)],
    });
  });
  afterEach(() => monitor.stop());

  it('the sampler is started again: reports, page and counts go on, and two lines say so', async () => {
    await monitor.ready();
    const url = monitor.metricsUrl;
    const before = await nextReport(monitor);
    await kill(DEATH);
    assert.deepEqual([monitor.isRunning, monitor.isReporting, monitor.metricsUrl], [true, false, undefined]);
    const after = await nextReport(monitor);
    assert.deepEqual([monitor.isReporting, after.sampler.restarts], [true, 1]);
    assert.ok(after.sampler.reads > before.sampler.reads);
    await soon('the page', () => monitor.metricsUrl !== undefined);
    assert.equal(monitor.metricsUrl, url, 'a free port that was taken is taken again');
    assert.equal((await fetch(monitor.metricsUrl ?? '')).status, 200);
    assert.deepEqual(lines, [
      'the sampler has died: the thread needed too much; the application runs on, and the sampler is started again in 1 s',
      'the sampler runs again',
    ]);
    assert.deepEqual(
      alerts.map((alert) => alert.kind === 'sampler' && [alert.type, alert.severity, alert.reason]),
      [
        ['degraded', 'warning', DEATH.reason],
        ['recovered', 'info', DEATH.reason],
      ],
    );
    assert.deepEqual(publisher.calls, ['publish', 'withdraw', 'publish']);
  });

  it('a monitor stops while its sampler is dead, and starts none afterwards', async () => {
    await nextReport(monitor);
    await kill(DEATH);
    await monitor.stop();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual([monitor.isRunning, monitor.isReporting, lines.length], [false, false, 1]);
    assert.deepEqual(publisher.calls, ['publish', 'withdraw', 'stop']);
  });

  it('a monitor is ready though its sampler died before it was', async () => {
    await kill(DEATH);
    await monitor.ready();
    assert.equal((await nextReport(monitor)).sampler.restarts, 1);
  });

  it('a thread that cannot be had for a while is tried again', async () => {
    await nextReport(monitor);
    refusal = Object.assign(new Error('Worker initialization failure: EMFILE'), { code: 'ERR_WORKER_INIT_FAILED' });
    await kill(DEATH);
    await soon('a second death', () => lines.length >= 2);
    refusal = undefined;
    assert.equal((await nextReport(monitor)).sampler.restarts, 2);
    assert.match(lines[1] ?? '', /^the sampler has died: Worker initialization failure: EMFILE; .* again in 2 s$/);
  });

  it('a sampler whose program is not there ends the monitoring, with a line and an error', async () => {
    const errors: string[] = [];
    monitor.on('error', ({ message }) => errors.push(message));
    await kill({ reason: 'no such file', cause: 'missing' });
    assert.deepEqual(
      [monitor.isRunning, lines, errors],
      [false, ['monitoring has ended: no such file; the application runs on'], ['no such file']],
    );
  });
});
