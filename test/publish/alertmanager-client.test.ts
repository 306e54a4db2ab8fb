import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertmanagerClient, openClients } from '../../src/publish/alertmanager-client.js';
import type { Report } from '../../src/report/report.js';
import { AlertReceiver, soon } from '../support/alert-receiver.js';
import { clientFor, firing, LABELS, QUIET } from '../support/alertmanager-client.js';
import type { ListedAlert } from '../support/alertmanager.js';
import { fixture, runNode } from '../support/run-node.js';
import { sampleBudget, sampleReport } from '../support/sample-report.js';

function budgetsOf(alerts: unknown): string[] {
  return (alerts as ListedAlert[]).map(({ labels }) => labels['budget'] ?? '').sort();
}

describe('a client of Alertmanager', () => {
  let server: AlertReceiver;
  let url: string;
  beforeEach(async () => {
    server = new AlertReceiver();
    url = await server.start();
  });
  afterEach(() => server.stop());

  /** Waits for so many requests, and a moment for one that should not come. */
  async function exchange(requests: number): Promise<void> {
    await server.count(requests);
    await sleep(20);
  }

  /** Waits until a client has taken in that so many posts have failed. */
  async function failed(client: AlertmanagerClient, posts: number): Promise<void> {
    await soon(`failure ${posts}`, () => client.failures >= posts);
  }

  it('a client posts an active alert in the manner of the API', async () => {
    const { client } = clientFor(url);
    const before = Date.now();
    client.publish(firing('heap'));
    await exchange(1);
    const [{ method, path, headers, body } = assert.fail()] = server.received;
    assert.deepEqual([method, path, headers['content-type']], ['POST', '/api/v2/alerts', 'application/json']);
    const [{ endsAt, ...alert } = assert.fail()] = body as ListedAlert[];
    assert.deepEqual(alert, {
      labels: {
        alertname: 'HeapgaugeBudgetFiring',
        source: 'heapgauge',
        severity: 'critical',
        budget: 'heap',
        ...LABELS,
      },
      annotations: {
        summary:
          'budget heap is exceeded: 19.1 MiB of 15.3 MiB; ' +
          'most in MemoryStore.set express-session/session/memory.js:121, 2.96 MiB retained',
        description: 'MemoryStore.set express-session/session/memory.js:121',
        site: 'MemoryStore.set express-session/session/memory.js:121',
      },
      startsAt: '2026-01-02T02:03:04.567Z',
    });
    // Four resends from now.
    const seconds = (Date.parse(endsAt) - before) / 1000;
    assert.ok(seconds >= 240 && seconds < 300, String(seconds));
    assert.equal(client.failures, 0);
  });

  it('a client posts nothing while no alert is active', async () => {
    const { client, clock } = clientFor(url);
    for (let n = 0; n < 5; n += 1) {
      client.publish(QUIET);
      clock.pass(60);
    }
    await exchange(0);
    assert.equal(server.received.length, 0);
  });

  it('a client posts an active alert again after a minute, and not before', async () => {
    const { client, clock } = clientFor(url);
    const requests: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      client.publish(firing('heap'));
      await exchange(1 + Math.floor(n / 4));
      requests.push(server.received.length);
      clock.pass(15);
    }
    assert.deepEqual(requests, [1, 1, 1, 1, 2, 2, 2, 2, 3]);
  });

  it('an active alert is posted again every minute though no report comes, as while the application waits', async () => {
    const { client, clock } = clientFor(url);
    client.publish(firing('heap'));
    await exchange(1);
    for (let n = 2; n <= 4; n += 1) {
      clock.pass(60);
      await exchange(n);
    }
    for (const { body } of server.received) {
      const [{ endsAt } = assert.fail()] = body as ListedAlert[];
      const seconds = (Date.parse(endsAt) - Date.now()) / 1000;
      assert.ok(seconds > 200 && seconds <= 240, `${seconds} s`);
    }
  });

  it('an alert is posted no more once four reports are missing: nobody knows whether it is still active', async () => {
    const { client, clock } = clientFor(url);
    client.publish(sampleReport({ ...firing('heap'), sampler: { periodSeconds: 120 } }));
    await exchange(1);
    for (let n = 2; n <= 9; n += 1) {
      clock.pass(60);
      await exchange(n);
    }
    clock.pass(60);
    await exchange(9);
    assert.deepEqual([server.received.length, clock.waits], [9, []]);
  });

  it('a client posts at once what is new and what is over, with the time of its end', async () => {
    const { client } = clientFor(url);
    client.publish(firing('a'));
    await exchange(1);
    client.publish(firing('a', 'b'));
    await exchange(2);
    client.publish(firing('b'));
    await exchange(3);
    client.publish(firing('b'));
    await exchange(3);
    assert.deepEqual(
      server.received.map(({ body }) => budgetsOf(body)),
      [['a'], ['a', 'b'], ['a', 'b']],
    );
    const over = (server.received[2]?.body as ListedAlert[]).find(({ labels }) => labels['budget'] === 'a');
    assert.ok(Date.parse(over?.endsAt ?? '') <= Date.now());
  });

  it('an alert began when it was seen first, whatever later reports say', async () => {
    const { client, clock } = clientFor(url);
    const leaking = (time: string): Report => sampleReport({ budgets: [], time });
    client.publish(leaking('2026-01-02T03:04:05.000Z'));
    await exchange(1);
    clock.pass(60);
    client.publish(leaking('2026-01-02T03:05:05.000Z'));
    await exchange(2);
    const starts = server.received.map(({ body }) => (body as ListedAlert[])[0]?.startsAt);
    assert.deepEqual(starts, ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.000Z']);
  });

  it('no alert begins after its end, however the calendar is set', async () => {
    const { client } = clientFor(url);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    client.publish(sampleReport({ suspects: [], budgets: [sampleBudget({ since: ahead })] }));
    await exchange(1);
    client.publish(QUIET);
    await exchange(2);
    for (const { body } of server.received) {
      const [{ startsAt, endsAt } = assert.fail()] = body as ListedAlert[];
      assert.ok(startsAt <= endsAt, `${startsAt} ${endsAt}`);
    }
  });

  for (const answer of [400, 500, 404, { status: 301, headers: { location: 'https://elsewhere/' } }] as const) {
    const status = typeof answer === 'number' ? answer : answer.status;
    it(`a client counts and logs an answer of HTTP ${status}, and tries again after growing waits`, async () => {
      server.answer = answer;
      const { client, clock, complaints } = clientFor(url);
      client.publish(firing('heap'));
      const waits: number[] = [];
      for (let n = 1; n <= 9; n += 1) {
        await failed(client, n);
        const [wait = NaN, ...others] = clock.waits;
        assert.equal(others.length, 0);
        waits.push(wait);
        // Whatever comes meanwhile waits with it.
        client.publish(firing('heap', `b${n}`));
        assert.equal(server.received.length, n);
        if (n === 9) server.answer = 200;
        clock.pass(wait);
      }
      await exchange(10);
      await soon('the next minute', () => clock.waits.length > 0);
      assert.deepEqual(clock.waits, [60]);
      assert.ok(budgetsOf(server.received[9]?.body).includes('heap'));
      [1, 2, 4, 8, 16, 32, 60, 60, 60].forEach((longest, n) => {
        assert.ok((waits[n] ?? 0) >= longest / 2 && (waits[n] ?? 0) <= longest, String(waits));
      });
      assert.equal(client.failures, 9);
      const text = typeof answer === 'number' ? 'because of' : 'https://elsewhere/';
      assert.deepEqual(new Set(complaints), new Set([`${url}/api/v2/alerts: HTTP ${status} ${text}`]));
      assert.ok(server.received.every(({ method }) => method === 'POST'));
    });
  }

  it('the waits are short again after a post that was taken', async () => {
    server.answer = 500;
    const { client, clock } = clientFor(url);
    client.publish(firing('heap'));
    for (let n = 1; n <= 4; n += 1) {
      await failed(client, n);
      if (n === 4) server.answer = 200;
      clock.pass(60);
    }
    await exchange(5);
    server.answer = 500;
    client.publish(firing('heap', 'more'));
    await failed(client, 5);
    assert.ok((clock.waits[0] ?? NaN) <= 1);
  });

  it('an end that came while posts failed is delivered with the next that is taken, and once', async () => {
    server.answer = 503;
    const { client, clock } = clientFor(url);
    client.publish(firing('a', 'b'));
    await failed(client, 1);
    client.publish(firing('b'));
    client.publish(firing('b', 'c'));
    server.answer = 200;
    clock.pass(1);
    await exchange(2);
    assert.deepEqual(budgetsOf(server.received[1]?.body), ['a', 'b', 'c']);
    // And not again.
    client.publish(firing('b', 'c', 'd'));
    await exchange(3);
    assert.deepEqual(budgetsOf(server.received[2]?.body), ['b', 'c', 'd']);
  });

  it('the end of an alert that is active again is not posted', async () => {
    server.answer = 503;
    const { client, clock } = clientFor(url);
    client.publish(firing('a'));
    await failed(client, 1);
    client.publish(QUIET);
    client.publish(firing('a'));
    server.answer = 200;
    clock.pass(1);
    await exchange(2);
    const [{ endsAt } = assert.fail(), ...others] = server.received[1]?.body as ListedAlert[];
    assert.equal(others.length, 0);
    assert.ok(Date.parse(endsAt) > Date.now());
  });

  it('an end that could not be delivered for a quarter of an hour is dropped', async () => {
    server.answer = 503;
    const { client, clock } = clientFor(url);
    client.publish(firing('a'));
    await failed(client, 1);
    client.publish(QUIET);
    clock.pass(901);
    await failed(client, 2);
    clock.pass(60);
    await exchange(2);
    assert.equal(server.received.length, 2);
    assert.deepEqual(clock.waits, []);
  });

  it('at most a thousand ends wait to be delivered, the latest', async () => {
    server.answer = 503;
    const { client, clock } = clientFor(url);
    const names = (from: number): string[] => Array.from({ length: 700 }, (_, n) => `n${from + n}`);
    client.publish(firing(...names(0)));
    await failed(client, 1);
    client.publish(firing(...names(1000)));
    client.publish(QUIET);
    server.answer = 200;
    clock.pass(1);
    await exchange(2);
    const delivered = budgetsOf(server.received[1]?.body);
    assert.equal(delivered.length, 1000);
    assert.ok(delivered.includes('n1699') && !delivered.includes('n0'));
  });

  it('a client sends one request at a time, and publishing does not wait for its answer', async () => {
    server.answer = 'never';
    const { client } = clientFor(url);
    for (let n = 0; n < 100; n += 1) client.publish(firing(`b${n}`));
    await exchange(1);
    assert.equal(server.received.length, 1);
    assert.deepEqual(budgetsOf(server.received[0]?.body), ['b0']);
  });

  it('an alert that comes while a request is under way is posted after it', async () => {
    const { client } = clientFor(url);
    client.publish(firing('a'));
    client.publish(firing('b'));
    await exchange(2);
    assert.deepEqual(
      server.received.map(({ body }) => budgetsOf(body)),
      [['a'], ['a', 'b']],
    );
  });

  it('a closed client sends nothing and complains of nothing', async () => {
    server.answer = 500;
    const { client, clock, complaints } = clientFor(url);
    client.publish(firing('a'));
    await failed(client, 1);
    client.close();
    clock.pass(60);
    client.publish(firing('b'));
    await exchange(1);
    assert.equal(server.received.length, 1);
    assert.equal(complaints.length, 1);
  });

  for (const [what, address, headers, path, authorization] of [
    ['a name and a password', 'http://us%40r:p%3Ass@HOST', {}, '/api/v2/alerts', basic('us@r:p:ss')],
    ['a name alone', 'http://user@HOST', {}, '/api/v2/alerts', basic('user:')],
    ['a password alone', 'http://:token@HOST', {}, '/api/v2/alerts', basic(':token')],
    ['a path', 'http://HOST/some/alertmanager', {}, '/some/alertmanager/api/v2/alerts', undefined],
    ['a path with a slash', 'http://HOST/alertmanager/', {}, '/alertmanager/api/v2/alerts', undefined],
    ['a header', 'http://HOST', { Authorization: 'Bearer x' }, '/api/v2/alerts', 'Bearer x'],
    ['a header and a name', 'http://user@HOST', { Authorization: 'Bearer x' }, '/api/v2/alerts', 'Bearer x'],
  ] as const) {
    it(`a client posts to an address with ${what}`, async () => {
      const { client } = clientFor(address.replace('HOST', `127.0.0.1:${server.port}`), { headers });
      client.publish(firing('a'));
      await exchange(1);
      const [received] = server.received;
      assert.deepEqual([received?.path, received?.headers.authorization], [path, authorization]);
    });
  }

  it('a client is opened for each of several addresses, with the labels of this process', async () => {
    const urls = [url, `${url}/two`];
    const clients = openClients({ urls, headers: {}, labels: { instance: 'mine', team: 'a' } }, () => undefined);
    for (const client of clients) client.publish(firing('a'));
    await exchange(2);
    assert.deepEqual(server.received.map(({ path }) => path).sort(), ['/api/v2/alerts', '/two/api/v2/alerts']);
    const [{ labels } = assert.fail()] = server.received[0]?.body as ListedAlert[];
    assert.equal(typeof labels['job'], 'string');
    assert.deepEqual([labels['instance'], labels['team']], ['mine', 'a']);
  });

  it('an application whose Alertmanager does not answer ends all the same', async () => {
    server.answer = 'never';
    const { code, stdout, stderr } = await runNode(fixture('application'), {
      nodeOptions: ['--import', 'heapgauge/register'],
      arguments: ['natural', '1500'],
      env: {
        HEAPGAUGE_ALERTMANAGER: url,
        HEAPGAUGE_BUDGETS: 'heap=1MiB for 0s',
        HEAPGAUGE_PERIOD: '100ms',
        HEAPGAUGE_PORT: '0',
      },
    });
    assert.deepEqual([code, stdout], [0, 'application 10000\n']);
    assert.equal(server.received.length, 1);
    // It would complain, had it stayed until the time for an answer was over.
    assert.doesNotMatch(stderr, /not delivered/);
  });

  it('a client that waits to try again keeps no process alive', async () => {
    server.answer = 500;
    const { code, stdout } = await runNode(fixture('alertmanager-client'), {
      arguments: [url, 'for-a-failure'],
      timeoutSeconds: 20,
    });
    assert.deepEqual([code, stdout], [0, 'failed 1\n']);
  });

  it('a client that waits for an answer keeps no process alive, on whichever thread it runs', async () => {
    server.answer = 'never';
    const { code, stdout } = await runNode(fixture('alertmanager-client'), {
      arguments: [url, 'for-a-second'],
      timeoutSeconds: 20,
    });
    // It would complain, had it stayed until the time for an answer was over.
    assert.deepEqual([code, stdout, server.received.length], [0, '', 1]);
  });
});

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
