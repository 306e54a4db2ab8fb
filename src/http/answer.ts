import type { ServerResponse } from 'node:http';

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Headers besides those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes an answer of one line of plain text. */
export function textAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${text}\n`), headers };
}

/** Writes an answer; Node leaves the body out where the request was a HEAD. */
export function send(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': body.length,
    // What is served changes with each report, and is never a script or a picture, whatever a name in it looks like.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
