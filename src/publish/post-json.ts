import type { IncomingMessage } from 'node:http';
import type { Endpoint } from './endpoint.js';
import { boundedLookup } from './name-lookup.js';

/** The bounds of what an address may take of us. */
export interface PostBounds {
  /** Longest wait for the whole answer. */
  readonly answerSeconds: number;
  /** Longest wait for a connection; unlike the wait for an answer, a process on whose own thread it happens does not end meanwhile. */
  readonly connectSeconds: number;
}

const BOUNDS: PostBounds = { answerSeconds: 10, connectSeconds: 3 };

/** The most that is read of an answer, in bytes. */
const MOST_READ = 1000;

/**
 * Posts a value as JSON; rejects where the answer is not a success, or does not come in time. Of the answer no more is
 * read than its status and, for the message, the beginning of a complaint; it leads to no other address.
 */
export async function postJson(
  { address, headers }: Endpoint,
  value: unknown,
  { answerSeconds, connectSeconds }: PostBounds = BOUNDS,
): Promise<void> {
  const url = new URL(address);
  const body = Buffer.from(JSON.stringify(value));
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      lookup: boundedLookup(),
      // A connection of its own: there is one post a minute.
      agent: false,
    });
    const end = (seconds: number, what: string): NodeJS.Timeout =>
      setTimeout(() => call.destroy(new Error(`${what} within ${seconds} s`)), seconds * 1000).unref();
    const answerTimer = end(answerSeconds, 'no answer');
    const connectTimer = end(connectSeconds, 'no connection');
    call.on('socket', (socket) => {
      socket.unref();
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        clearTimeout(connectTimer);
      });
    });
    call.on('close', () => {
      clearTimeout(answerTimer);
      clearTimeout(connectTimer);
      // Not every end is an error, such as that of an answer in another protocol.
      reject(new Error('the connection ended without an answer'));
    });
    call.on('error', reject);
    call.on('response', resolve);
    call.end(body);
  });
  const { statusCode = 0 } = response;
  if (statusCode >= 200 && statusCode < 300) {
    response.destroy();
    return;
  }
  const complaint = response.headers.location ?? (await beginningOf(response));
  response.destroy();
  throw new Error(`HTTP ${statusCode} ${complaint.slice(0, 200)}`.trim());
}

/** Reads the beginning of an answer, as far as it comes in time. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length >= MOST_READ) break;
    }
  } catch {
    // It ended early, and the status says more than that.
  }
  return text;
}
