import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request that the server got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** The answer to a request: a status, a status with headers, or none at all. */
export type Answer = number | { readonly status: number; readonly headers: Record<string, string> } | 'never';

/** A small server on loopback that records the requests it gets. */
export class AlertReceiver {
  readonly received: Received[] = [];
  /** The answer to the next requests. */
  answer: Answer = 200;
  readonly #server = createServer((request, response) => {
    void this.#take(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Waits until so many requests have come. */
  async count(requests: number): Promise<void> {
    await soon(`request ${requests}`, () => this.received.length >= requests);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const { method = '', url: path = '', headers } = request;
    this.received.push({ method, path, headers, body: text === '' ? undefined : JSON.parse(text) });
    if (this.answer === 'never') return;
    const { status, headers: more } =
      typeof this.answer === 'number' ? { status: this.answer, headers: {} } : this.answer;
    response.writeHead(status, more).end(status < 300 ? '{}' : 'because of\na test');
  }
}

/** Waits for a condition that holds within milliseconds; throws after 20 seconds. */
export async function soon(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited 20 s for ${what}`);
    await sleep(2);
  }
}
