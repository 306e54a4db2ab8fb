import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MONOTONIC } from '../values/clock.js';
import { reasonOf } from '../values/errors.js';
import { callGuarded } from '../values/guard.js';
import { type Answer, send, textAnswer } from './answer.js';
import { type ConnectionBounds, Connections } from './connections.js';
import { inAddress, pathOf, refusalOf } from './refusal.js';
import { parseInSmallBites } from './small-bites.js';
import { WaitingLine } from './waiting-line.js';

/** Answers the requests for one path. */
export type Route = () => Answer | Promise<Answer>;

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

/** The bounds of what clients may take from a server. */
export interface ServerBounds extends ConnectionBounds {
  /** Answers that are given at once. */
  readonly burst: number;
  /** Answers that are given a second after these. */
  readonly perSecond: number;
  /** The time in which a request is to come, and after which a connection without one is closed. */
  readonly requestSeconds: number;
}

/** Prometheus, too, waits 10 s for an answer unless its configuration says otherwise. */
const BOUNDS: ServerBounds = {
  connections: 32,
  unread: 4,
  answerSeconds: 10,
  burst: 50,
  perSecond: 50,
  requestSeconds: 5,
};

/**
 * Serves a table of routes by path; the query of a request does not matter. It keeps no process alive, and what its
 * clients take is bounded: connections, requests, answers and time.
 *
 * @returns rejects with the system's error where it cannot listen
 */
export async function serveRoutes(
  { host, port }: ListenAddress,
  routes: Readonly<Record<string, Route>>,
  bounds: ServerBounds = BOUNDS,
): Promise<RunningServer> {
  const connections = new Connections(bounds, MONOTONIC);
  const line = new WaitingLine(bounds, MONOTONIC);
  const requestMilliseconds = bounds.requestSeconds * 1000;
  const server = createServer({
    headersTimeout: requestMilliseconds,
    requestTimeout: requestMilliseconds,
    keepAliveTimeout: requestMilliseconds,
    connectionsCheckingInterval: requestMilliseconds / 5,
  });
  server.unref();
  const bound = await listen(server, { host, port });
  // Where there is no other thread these are events of the application's own.
  server.on('connection', (socket) => {
    callGuarded(
      () => {
        connections.add(socket);
        parseInSmallBites(socket);
      },
      () => socket.destroy(),
    );
  });
  server.on('request', (request, response) => {
    const giveUp = (): void => void request.socket.destroy();
    callGuarded(() => {
      if (!connections.begin(request.socket, response)) return;
      line.enter(
        () => {
          callGuarded(() => answerTo(request, response), giveUp);
        },
        () => request.socket.destroyed,
      );
    }, giveUp);
  });

  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request.url);
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    let answer = refusalOf(request, { host, address: bound.address });
    try {
      answer ??= await (route?.() ?? textAnswer(404, `heapgauge serves ${Object.keys(routes).join(' and ')}`));
    } catch (error) {
      answer = textAnswer(500, `heapgauge could not answer: ${reasonOf(error)}`);
    }
    send(response, answer);
  }

  return {
    origin: `http://${inAddress(host)}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<AddressInfo> {
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
      resolve(server.address() as AddressInfo);
    });
  });
}
