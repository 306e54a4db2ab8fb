import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the requests for one path. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** The address that a server listens at; port 0 takes a free port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A server that is listening. */
export interface RunningServer {
  /** Address without a path, such as `http://127.0.0.1:9464`. */
  readonly origin: string;
  /** Gives the port back at once, even while requests are under way. */
  close(): Promise<void>;
}

/**
 * Serves a table of routes by path; the query of a request does not matter. It keeps no process alive.
 *
 * @returns rejects with the system's error where it cannot listen
 */
export async function serveRoutes(
  { host, port }: ListenAddress,
  routes: Readonly<Record<string, Route>>,
): Promise<RunningServer> {
  const known = Object.keys(routes);
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route !== undefined) route(request, response);
    else answerText(response, 404, `heapgauge serves ${known.join(' and ')}`);
  });
  server.unref();
  const listeningPort = await listen(server, { host, port });
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${listeningPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers with a line of plain text. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  // Node 26 throws out of the event loop, past every handler, where it may not listen.
  const permission = process.permission as { has(scope: string): boolean } | undefined;
  if (permission !== undefined && process.allowedNodeEnvironmentFlags.has('--allow-net') && !permission.has('net')) {
    return Promise.reject(new Error('--permission withholds the network, --allow-net grants it'));
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      // A connection that cannot be accepted, as when files run out, is lost; an error nobody listens to would end us.
      server.on('error', () => undefined);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
