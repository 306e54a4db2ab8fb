import type { IncomingMessage } from 'node:http';
import { printable, quoted } from '../values/printable.js';
import { type Answer, textAnswer } from './answer.js';

/** Where a server listens: the host as it was asked for, and the address that this became. */
export interface Bound {
  readonly host: string;
  readonly address: string;
}

/**
 * Judges a request before anything is done for it.
 *
 * On a loopback address only names of this machine are answered: a web page whose name was made to lead here ("DNS
 * rebinding") would read everything otherwise, as a page of its own site. Elsewhere any name may lead here rightly. What a
 * browser asks for on behalf of another site's page is refused everywhere: no such page may read the answer.
 *
 * @returns the answer that refuses it; `undefined` where it is to be answered
 */
export function refusalOf(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct'>,
  bound: Bound,
): Answer | undefined {
  const { method, headers, headersDistinct } = request;
  const hosts = [...(headersDistinct['host'] ?? []), ...targetHost(request.url)];
  const strange = isLoopback(bound.address) ? hosts.find((host) => !isOwnName(host, bound.host)) : undefined;
  if ((headersDistinct['host'] ?? []).length > 1) return refuse(400, 'a request names one Host');
  if (strange !== undefined) {
    const own = [...new Set(['localhost', '127.0.0.1', '[::1]', inAddress(bound.host)])].join(', ');
    return refuse(
      403,
      `heapgauge listens on a loopback address and answers to ${printable(own)}, not to ${quoted(strange)}`,
    );
  }
  if (isForAnotherPage(headers)) return refuse(403, 'heapgauge does not answer the pages of other sites');
  if (method !== 'GET' && method !== 'HEAD')
    return refuse(405, 'heapgauge answers GET and HEAD', { allow: 'GET, HEAD' });
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0) {
    return refuse(413, 'heapgauge takes no body');
  }
  return undefined;
}

/** Gives the path that a request asks for, without its query; the target of a request to a proxy is a whole address. */
export function pathOf(target: string | undefined = ''): string {
  const path = target.replace(WITH_HOST, '');
  return path.split(/[?#]/, 1)[0] ?? '';
}

const WITH_HOST = /^https?:\/\/([^/?#]*)/i;

function targetHost(target: string | undefined = ''): string[] {
  const host = WITH_HOST.exec(target)?.[1];
  return host === undefined ? [] : [host];
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

function isOwnName(hostHeader: string, boundHost: string): boolean {
  const name = hostHeader.toLowerCase().replace(/:\d*$/, '');
  return (
    name === 'localhost' ||
    name === '[::1]' ||
    /^127(?:\.\d+){3}$/.test(name) ||
    name === inAddress(boundHost).toLowerCase()
  );
}

/** Writes a host as it stands in an address. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Tells whether a browser asks on behalf of another page; where a person follows a link to here, that page gets nothing. */
function isForAnotherPage(headers: IncomingMessage['headers']): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${headers.host ?? ''}`.toLowerCase()) return true;
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return mode !== 'navigate' || destination !== 'document';
}

function refuse(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return textAnswer(status, text, { connection: 'close', ...headers });
}
