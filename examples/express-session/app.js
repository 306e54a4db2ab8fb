// A small shop with one real leak. Run it with `npm run demo`, or by itself:
//   node --import heapgauge/register examples/express-session/app.js
import express from 'express';
import session from 'express-session';
import { LRUCache } from 'lru-cache';

const app = express();

// The leak. Without a store of its own, express-session keeps every session in memory for ever; its README warns of it.
const sessions = session({ secret: 'demo', resave: false, saveUninitialized: true });

// Not a leak: bounded, and full from the start.
const pages = new LRUCache({ max: 1500 });
for (let id = 0; id < pages.max; id += 1) pages.set(id, renderProduct(id));

app.get('/login', sessions, (request, response) => {
  request.session.user = { name: 'Ada', visited: Array.from({ length: 60 }, (_, n) => `/product/${n}`) };
  response.send('welcome\n');
});

app.get('/product/:id', (request, response) => {
  const id = Number(request.params.id);
  const page = pages.get(id) ?? renderProduct(id);
  pages.set(id, page);
  response.send(page.title);
});

// Not a leak either: much memory for a moment.
app.get('/report', (_request, response) => {
  const rows = buildReport();
  setTimeout(() => response.send(`${rows.length} rows\n`), 50);
});

function renderProduct(id) {
  const blocks = [];
  for (let n = 0; n < 40; n += 1) blocks.push({ id: id + n, price: id * 1.1 + n });
  return { title: `Product ${id}`, blocks };
}

function buildReport() {
  const rows = [];
  for (let row = 0; row < 100_000; row += 1) rows.push({ row, total: row * 1.5 });
  return rows;
}

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  process.send?.({ port: server.address().port });
});
// Whoever started this is gone: so are we.
process.on('disconnect', () => process.exit());
