import type { LabTools } from './workload.js';

/** What one request takes, about, in all functions together. */
const REQUEST_BYTES = 4000;

/** How long a request is under way on average; some are over at once, a few take many times as long. */
const MEAN_SECONDS = 1;

/** Load comes in spells of so many seconds on average, each with a load of its own: the field's collections are not even. */
const SPELL_SECONDS = 1.5;

/** The load of a spell is spread evenly between these, as a share of the mean. */
const [LEAST_LOAD, MOST_LOAD] = [0.1, 1.9];

/** One request under way. */
interface Request {
  readonly headers: object;
  readonly order: object;
  readonly page: readonly number[];
}

/**
 * Puts the load of an ordinary server beside a workload: requests that live long enough to reach the old generation and
 * die there, so that major collections come by themselves. Their number under way is always the same, and so is their size.
 */
export function serveTraffic(lab: LabTools, { bytesPerSecond = 12e6 }: { bytesPerSecond?: number } = {}): void {
  const requestsPerSecond = bytesPerSecond / REQUEST_BYTES;
  const underWay: Request[] = [];
  for (let slot = 0; slot < requestsPerSecond * MEAN_SECONDS; slot += 1) underWay.push(takeRequest(slot));
  let [load, owed, spellEnd] = [1, 0, 0];
  lab.perSecond(requestsPerSecond, (number) => {
    if (number >= spellEnd) {
      load = LEAST_LOAD + (MOST_LOAD - LEAST_LOAD) * lab.random.uniform();
      spellEnd = number + requestsPerSecond * lab.random.exponential(SPELL_SECONDS);
    }
    for (owed += load; owed >= 1; owed -= 1) {
      underWay[Math.floor(lab.random.uniform() * underWay.length)] = takeRequest(number);
    }
  });
}

function takeRequest(number: number): Request {
  return { headers: parseHeaders(number), order: parseOrder(number), page: renderPage(number) };
}

function parseHeaders(number: number): object {
  const cookie = { name: 'session', value: number, path: number % 7, secure: true };
  return {
    host: number % 13,
    accept: number % 5,
    length: number % 2048,
    cookies: [cookie, { ...cookie, name: 'cart' }],
  };
}

function parseOrder(number: number): object {
  const lines: object[] = [];
  for (let line = 0; line < 24; line += 1) lines.push({ article: number + line, amount: line % 3, price: 100 * line });
  return { customer: number, lines };
}

function renderPage(number: number): readonly number[] {
  return new Array<number>(180).fill(number % 256);
}
