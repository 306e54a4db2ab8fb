import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Bound, pathOf, refusalOf } from '../../src/http/refusal.js';

const LOOPBACK: Bound = { host: '127.0.0.1', address: '127.0.0.1' };
const EVERYWHERE: Bound = { host: '0.0.0.0', address: '0.0.0.0' };

describe('a request on a loopback address', () => {
  for (const host of [
    'localhost',
    'LocalHost:9464',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.1.1:1',
    '[::1]',
    '[::1]:9464',
  ]) {
    it(`is answered where its Host is ${host}`, () => {
      assert.equal(statusOf({ host }), undefined);
    });
  }

  for (const host of [
    'evil.test',
    'evil.test:9464',
    'localhost.evil.test',
    'evil.localhost:80',
    '127.0.0.1.evil.test',
    '127.0.0.1@evil.test',
    'localhost:x',
    '10.0.0.1:9464',
    '[fe80::1]',
    '0.0.0.0:9464',
    '',
    ' ',
    '1'.repeat(10_000),
  ]) {
    it(`is refused where its Host is "${host.slice(0, 30)}"`, () => {
      assert.equal(statusOf({ host }), 403);
    });
  }

  it('a refusal says in one printable line which names there are', () => {
    const answer = refusalOf(request({ host: `evil\u001b[31m${'x'.repeat(1000)}` }), LOOPBACK);
    const text = answer?.body.toString() ?? '';
    assert.match(
      text,
      /^heapgauge listens on a loopback address and answers to localhost, 127\.0\.0\.1, \[::1\], not to "evil\\u001b/,
    );
    assert.ok(text.length < 250 && text.indexOf('\n') === text.length - 1, text);
  });

  it('is answered where it has no Host, as in HTTP/1.0: no browser sends such', () => {
    assert.equal(statusOf({}), undefined);
  });

  for (const [host, address] of [
    ['build.example', '127.0.1.1'],
    ['localhost', '::1'],
    ['LOCALHOST', '::ffff:127.0.0.1'],
  ] as const) {
    it(`is answered where its Host is the configured ${host}, bound to ${address}`, () => {
      assert.equal(statusOf({ host: `${host}:9464` }, { host, address }), undefined);
      assert.equal(statusOf({ host: 'evil.test' }, { host, address }), 403);
    });
  }

  it('is refused where its target names another host than its Host does', () => {
    assert.equal(statusOf({ host: 'localhost', url: 'http://evil.test/metrics' }), 403);
    assert.equal(statusOf({ host: 'evil.test', url: 'http://localhost/metrics' }), 403);
    assert.equal(statusOf({ host: 'localhost:9464', url: 'http://localhost:9464/metrics' }), undefined);
  });
});

describe('a request on another address', () => {
  for (const host of ['localhost', 'shop.example:9464', '10.1.2.3:9464']) {
    it(`is answered where its Host is ${host}`, () => {
      assert.equal(statusOf({ host }, EVERYWHERE), undefined);
    });
  }
});

describe('a request anywhere', () => {
  for (const bound of [LOOPBACK, EVERYWHERE]) {
    it(`is refused with two Hosts at ${bound.address}`, () => {
      assert.equal(statusOf({ hosts: ['localhost', 'localhost'] }, bound), 400);
    });

    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']) {
      it(`is refused with ${method} at ${bound.address}, with the methods there are`, () => {
        const answer = refusalOf(request({ host: 'localhost', method }), bound);
        assert.deepEqual([answer?.status, answer?.headers?.['allow']], [405, 'GET, HEAD']);
      });
    }

    it(`is refused with a body at ${bound.address}`, () => {
      assert.equal(statusOf({ host: 'localhost', headers: { 'content-length': '1' } }, bound), 413);
      assert.equal(statusOf({ host: 'localhost', headers: { 'transfer-encoding': 'chunked' } }, bound), 413);
      assert.equal(statusOf({ host: 'localhost', headers: { 'content-length': '0' } }, bound), undefined);
    });

    it(`is refused from the page of another site at ${bound.address}`, () => {
      for (const headers of [
        { origin: 'http://evil.test' },
        { origin: 'null' },
        { origin: 'http://localhost:3000' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      ]) {
        assert.equal(statusOf({ host: 'localhost:9464', headers }, bound), 403, JSON.stringify(headers));
      }
    });

    it(`is answered where a person types the address, follows a link or its own page asks, at ${bound.address}`, () => {
      for (const headers of [
        { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
        { origin: 'http://LOCALHOST:9464' },
      ]) {
        assert.equal(statusOf({ host: 'localhost:9464', headers }, bound), undefined, JSON.stringify(headers));
      }
    });
  }
});

describe('the path of a target', () => {
  for (const [target, path] of [
    ['/metrics', '/metrics'],
    ['/metrics?a=/report', '/metrics'],
    ['/metrics#x', '/metrics'],
    ['http://localhost:9464/metrics?x', '/metrics'],
    ['HTTPS://localhost/report', '/report'],
    ['//metrics', '//metrics'],
    ['/%6detrics', '/%6detrics'],
    ['/./metrics', '/./metrics'],
    ['*', '*'],
    ['', ''],
    [undefined, ''],
  ] as const) {
    it(`of ${JSON.stringify(target)} is ${JSON.stringify(path)}`, () => {
      assert.equal(pathOf(target), path);
    });
  }
});

interface Asked {
  readonly host?: string;
  readonly hosts?: readonly string[];
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function request({
  host,
  hosts,
  method = 'GET',
  url = '/metrics',
  headers = {},
}: Asked): Parameters<typeof refusalOf>[0] {
  const all = hosts ?? (host === undefined ? [] : [host]);
  return {
    method,
    url,
    headers: { ...(all[0] === undefined ? {} : { host: all[0] }), ...headers },
    headersDistinct: all.length === 0 ? {} : { host: [...all] },
  };
}

function statusOf(asked: Asked, bound: Bound = LOOPBACK): number | undefined {
  return refusalOf(request(asked), bound)?.status;
}
