import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** A leak as people write it: a server that leaves something behind for each request. */
export interface DeadlyLeak {
  readonly name: string;
  readonly description: string;
  /**
   * The functions by whose name the leak is found: those that allocate what is kept, and the one that keeps it. Each is its
   * name and how the path of its file ends.
   */
  readonly names: readonly string[];
  /** Bytes of one item of what a request leaves behind, measured. */
  readonly itemBytes: number;
  /** Makes the server; each request leaves so many items behind. */
  serve(items: number): Server;
}

interface Item {
  readonly article: number;
  readonly amount: number;
  readonly price: number;
}

export const DEADLY_LEAKS: readonly DeadlyLeak[] = [
  {
    name: 'express-sessions',
    description: 'express-session with its own store, and visitors who do not come back',
    names: ['set express-session/session/memory.js', 'save express-session/session/session.js'],
    itemBytes: 41,
    serve: serveSessions,
  },
  {
    name: 'cache-by-request',
    description: 'a Map of answers, the key of which is the address with its query',
    names: ['searchArticles leaks.ts', 'answerFromCache leaks.ts'],
    itemBytes: 59,
    serve: (items) => serveWith((url) => answerFromCache(url, items)),
  },
  {
    name: 'closures',
    description: 'a callback for each request in an array that nobody empties',
    names: ['subscribe leaks.ts', 'itemsOf leaks.ts'],
    itemBytes: 59,
    serve: (items) => serveWith((url) => subscribe(numberIn(url), items)),
  },
  {
    name: 'promises',
    description: 'requests that wait for a connection that never comes, after the client has had its answer',
    names: ['sendWhenConnected leaks.ts', 'itemsOf leaks.ts'],
    itemBytes: 59,
    serve: (items) =>
      serveWith((url) => {
        void sendWhenConnected(numberIn(url), items);
        return 'accepted';
      }),
  },
];

/** Gives the leak of a name. @throws Error where there is none */
export function leakNamed(name: string): DeadlyLeak {
  const leak = DEADLY_LEAKS.find((one) => one.name === name);
  if (leak === undefined) throw new Error(`no leak "${name}"`);
  return leak;
}

/** What another service answers with, which every request asks for and drops. */
const UPSTREAM = JSON.stringify({
  rows: Array.from({ length: 150 }, (_, id) => ({ id, name: `row ${id}`, ok: true })),
});

function serveWith(answer: (url: string) => string): Server {
  return createServer((request, response) => {
    void handle(request, response, answer);
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (url: string) => string,
): Promise<void> {
  const rows = await askUpstream();
  response.setHeader('x-rows', rows).end(answer(request.url ?? ''));
}

/** What an ordinary request allocates and drops: an answer that is parsed, and the wait for it. */
async function askUpstream(): Promise<number> {
  const { rows } = JSON.parse(UPSTREAM) as { rows: object[] };
  await sleep(10);
  return rows.length;
}

function numberIn(url: string): number {
  return Number(/\d+/.exec(url)?.[0] ?? 0);
}

function itemsOf(request: number, items: number): Item[] {
  const list: Item[] = [];
  for (let line = 0; line < items; line += 1) list.push({ article: line, amount: request, price: 100 * line });
  return list;
}

const answers = new Map<string, Item[]>();

function answerFromCache(url: string, items: number): string {
  const known = answers.get(url) ?? searchArticles(numberIn(url), items);
  answers.set(url, known);
  return JSON.stringify(known.slice(0, 10));
}

function searchArticles(request: number, items: number): Item[] {
  const found: Item[] = [];
  for (let line = 0; line < items; line += 1) found.push({ article: line, amount: request, price: 100 * line });
  return found;
}

const callbacks: Array<(isOpen: boolean) => void> = [];

function subscribe(request: number, items: number): string {
  const basket = itemsOf(request, items);
  let isOpen = false;
  callbacks.push((state) => {
    isOpen = state && basket.length > 0;
  });
  return String(isOpen);
}

const connected = new Promise<(items: readonly Item[]) => void>(() => undefined);

async function sendWhenConnected(request: number, items: number): Promise<void> {
  const message = itemsOf(request, items);
  const send = await connected;
  send(message);
}

/** The parts of express that are used here; the package brings no types. */
interface Application {
  (request: IncomingMessage, response: ServerResponse): void;
  use(handle: unknown): void;
  get(
    path: string,
    handle: (request: IncomingMessage & { session: { cart?: Item[] } }, response: ServerResponse) => Promise<void>,
  ): void;
}

function serveSessions(items: number): Server {
  const load = createRequire(import.meta.url);
  const express = load('express') as () => Application;
  const session = load('express-session') as (options: object) => unknown;
  const application = express();
  application.use(session({ secret: 'a secret of the bench', resave: false, saveUninitialized: true }));
  application.get('/:visit', async (request, response) => {
    await askUpstream();
    request.session.cart = itemsOf(0, items);
    response.end('welcome');
  });
  return createServer(application);
}
