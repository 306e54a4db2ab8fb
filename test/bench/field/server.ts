/** One of the servers: a shop with a catalogue, a cache of pages, sessions that expire, and orders. */
import { createRequire } from 'node:module';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { FIELD_SERVERS } from './servers.js';

/** The parts of express that are used here; the package brings no types. */
interface Application {
  get(path: string, handle: Handler): void;
  post(path: string, handle: Handler): void;
  use(handle: unknown): void;
  listen(port: number, host: string, onListening: () => void): Server;
}
type Handler = (request: Request, response: ServerResponse) => void | Promise<void>;
type Request = IncomingMessage & { readonly params: { readonly id: string }; readonly body: Order };

interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly tags: readonly string[];
  readonly stock: { readonly warehouse: number; amount: number };
}

interface Order {
  readonly visitor: number;
  readonly lines: ReadonlyArray<{ readonly product: number; readonly amount: number }>;
}

/** Size of a product in memory, measured. */
const PRODUCT_BYTES = 330;

/** Size of a line of the order book in memory, measured. */
const BOOK_LINE_BYTES = 75;

const PRODUCTS_A_PAGE = 60;

const SESSION_SECONDS = 120;

const server = FIELD_SERVERS.find(({ name }) => name === process.argv[2]);
if (server === undefined) throw new Error(`no server "${process.argv[2] ?? ''}"`);
const { catalogueBytes, keptBytesPerOrder, cachedPages } = server;

const catalogue = loadCatalogue(Math.round(catalogueBytes / PRODUCT_BYTES));
const pages = new LRUCache<string, string>(
  cachedPages === undefined ? { max: 500, ttl: 60_000 } : { max: cachedPages },
);
const sessions = new Map<number, { seenSeconds: number; readonly visited: number[] }>();
const orderBook: object[] = [];

const express = createRequire(import.meta.url)('express') as (() => Application) & { json: () => unknown };
const application = express();
application.use(express.json());
application.get('/health', (_request, response) => {
  response.end('ok');
});
application.get('/products/:id', async (request, response) => {
  const id = Number(request.params.id);
  visit(id % 1000, id);
  await sleep(5 + (id % 20));
  response.setHeader('content-type', 'text/html').end(productPage(id));
});
application.post('/orders', async (request, response) => {
  const order = request.body;
  await sleep(10 + (order.visitor % 20));
  const answer = takeOrder(order);
  if (keptBytesPerOrder > 0) enterIntoBook(order);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
setInterval(dropOldSessions, 10_000);
const listening = application.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (listening.address() as AddressInfo).port });
});

function loadCatalogue(products: number): Product[] {
  return Array.from({ length: products }, (_, id) => ({
    id,
    name: `Article number ${id} of the catalogue`,
    price: id * 1.1,
    tags: [`group-${id % 100}`, `colour-${id % 7}`],
    stock: { warehouse: id % 9, amount: id % 50 },
  }));
}

function visit(visitor: number, product: number): void {
  const session = sessions.get(visitor) ?? { seenSeconds: 0, visited: [] };
  session.seenSeconds = performance.now() / 1000;
  session.visited.push(product);
  if (session.visited.length > 20) session.visited.shift();
  sessions.set(visitor, session);
}

function dropOldSessions(): void {
  const now = performance.now() / 1000;
  for (const [visitor, { seenSeconds }] of sessions) {
    if (now - seenSeconds > SESSION_SECONDS) sessions.delete(visitor);
  }
}

function productPage(id: number): string {
  const key = `page-${cachedPages === undefined ? id % 2000 : id}`;
  const known = pages.get(key);
  if (known !== undefined) return known;
  const from = (id * PRODUCTS_A_PAGE) % Math.max(1, catalogue.length - PRODUCTS_A_PAGE);
  const rows = catalogue
    .slice(from, from + PRODUCTS_A_PAGE)
    .map((product) => ({ ...product, total: product.price * product.stock.amount }))
    .sort((a, b) => a.total - b.total)
    .map(({ name, total, tags }) => `<tr><td>${name}</td><td>${total.toFixed(2)}</td><td>${tags.join(' ')}</td></tr>`);
  // A copy through bytes: a joined string would hold its parts.
  const page = Buffer.from(`<table>${rows.join('')}</table>`).toString('latin1');
  pages.set(key, page);
  return page;
}

function takeOrder({ visitor, lines }: Order): object {
  const priced = lines.map(({ product, amount }) => {
    const article = catalogue[product % catalogue.length];
    return { ...article, amount, sum: amount * (article?.price ?? 0) };
  });
  return { visitor, sum: priced.reduce((sum, line) => sum + line.sum, 0), lines: priced };
}

/** The leak of the growing server: orders are entered and never written off. */
function enterIntoBook({ visitor }: Order): void {
  const lines = Array.from({ length: Math.round(keptBytesPerOrder / BOOK_LINE_BYTES) }, (_, line) => ({
    visitor,
    line,
    time: performance.now(),
  }));
  orderBook.push(lines);
}
