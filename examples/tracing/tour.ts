// The tour of heapgauge's tracing. Run it with: npm run -s tour
import {
  detectLeak,
  diffSnapshots,
  getTracedMemory,
  MemoryBudgetExceededError,
  printTop,
  resetPeak,
  start,
  stop,
  takeSnapshot,
  topAllocations,
  withinBudget,
} from 'heapgauge';

interface Order {
  readonly id: number;
  readonly items: readonly number[];
}

function makeOrders(count: number): Order[] {
  return Array.from({ length: count }, (_, id) => makeOrder(id));
}

function makeOrder(id: number): Order {
  return { id, items: new Array<number>(50).fill(id) };
}

function makeIndex(orders: readonly Order[]): Map<number, Order> {
  return new Map(orders.map((order) => [order.id, order]));
}

function title(text: string): void {
  console.log(`\n== ${text}`);
}

// Who reads has seen enough, as in `npm run tour | head`.
process.stdout.on('error', () => process.exit());

console.log('A shop and its orders, traced allocation by allocation');

// An interval of 1 samples every allocation: exact, and slow. The default, 128KiB, is for servers.
start({ sampleIntervalBytes: 1 });

title('top allocations');
const orders = makeOrders(1000);
const before = takeSnapshot({ collectGarbage: true });
printTop(before, { limit: 3 });

title('the difference of two snapshots');
const index = makeIndex(orders);
const after = takeSnapshot({ collectGarbage: true });
for (const difference of diffSnapshots(before, after, { limit: 2 })) console.log(difference.toString());
console.log(after.statistics('file')[0]?.toString());
console.log(topAllocations(after, { limit: 1, groupBy: 'traceback' })[0]?.traceback.format({ limit: 3 }).join('\n'));

title('current and peak');
const show = (): void => {
  const { currentBytes, peakBytes } = getTracedMemory();
  console.log(`current ${mebibytes(currentBytes)}, peak ${mebibytes(peakBytes)}`);
};
// Exact tracing leaves much garbage of its own, which would blur the peak.
stop();
start({ sampleIntervalBytes: '4KiB' });
const kept = makeOrders(2000);
makeOrders(50_000);
takeSnapshot({ collectGarbage: true });
show();
resetPeak();
show();
stop();

title('a budget passed, a budget exceeded');
console.log(withinBudget('10MiB', () => makeOrders(1000)).length, 'orders within 10 MiB');
try {
  withinBudget('100KiB', () => makeIndex(makeOrders(1000)));
} catch (error) {
  if (!(error instanceof MemoryBudgetExceededError)) throw error;
  console.log(error.message);
}

title('a leak, and none');
const sent: Order[] = [];
let latest: Order[] = [];
const leaking = await detectLeak(() => sent.push(...makeOrders(10)));
const replacing = await detectLeak(() => {
  latest = makeOrders(10);
});
console.log(`sent.push: ${leaking.verdict}, ${bounds(leaking)}, most in ${leaking.topSites[0]?.key}`);
console.log(`latest = : ${replacing.verdict}`);
console.log(`\n${kept.length + index.size + sent.length + latest.length} orders kept until the end`);

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function bounds({ lower, upper }: { lower: number; upper: number }): string {
  return `${Math.round(lower)} to ${Math.round(upper)} bytes a call`;
}
