import { lodash } from './lodash.js';

/** What the shop's functions are called with. */
export interface Order {
  readonly id: number;
  readonly customer: { readonly name: string; readonly tags: readonly string[] };
  readonly lines: ReadonlyArray<{ readonly article: number; readonly amount: number; readonly price: number }>;
}

/** Makes an order, of which only objects are its own: a clone shares the strings. */
export function makeOrder(id: number): Order {
  return {
    id,
    customer: { name: 'customer', tags: ['new', 'red'] },
    lines: Array.from({ length: 40 }, (_, n) => ({ article: 40 * id + n, amount: n, price: n + id })),
  };
}

const lengthOf = (value: unknown): number => JSON.stringify(value).length;

/** Thirty functions that each clone what they work on, and drop the clone. */
export const CLONE_CALLERS: ReadonlyArray<(order: Order) => number> = Object.values({
  priceOf: (order: Order) => lodash.cloneDeep(order).lines.reduce((sum, line) => sum + line.price * line.amount, 0),
  amountOf: (order: Order) => lodash.cloneDeep(order.lines).reduce((sum, line) => sum + line.amount, 0),
  cartOf: (order: Order) => lodash.cloneDeep(order.lines).map((line) => ({ ...line, label: line.article })).length,
  mailOf: (order: Order) => lengthOf({ to: order.customer.name, order: lodash.cloneDeep(order) }),
  quoteOf: (order: Order) => lengthOf({ ...lodash.cloneDeep(order), valid: 30 }),
  invoiceOf: (order: Order) => lengthOf({ ...lodash.cloneDeep(order), due: 14 }),
  labelOf: (order: Order) => lengthOf(lodash.cloneDeep(order.customer)),
  greetingOf: (order: Order) => lodash.cloneDeep(order.customer).name.length,
  tagsOf: (order: Order) => lodash.cloneDeep(order.customer.tags).length,
  weightOf: (order: Order) => lodash.cloneDeep(order.lines).filter((line) => line.amount > 2).length,
  taxOf: (order: Order) => lodash.cloneDeep(order.lines).reduce((sum, line) => sum + line.price * 0.19, 0),
  discountOf: (order: Order) => lodash.cloneDeep(order.lines).reduce((sum, line) => sum + line.price * 0.03, 0),
  cheapestOf: (order: Order) => Math.min(...lodash.cloneDeep(order.lines).map((line) => line.price)),
  dearestOf: (order: Order) => Math.max(...lodash.cloneDeep(order.lines).map((line) => line.price)),
  firstOf: (order: Order) => lengthOf(lodash.cloneDeep(order.lines[0])),
  lastOf: (order: Order) => lengthOf(lodash.cloneDeep(order.lines.at(-1))),
  sortedOf: (order: Order) => [...lodash.cloneDeep(order.lines)].sort((a, b) => b.price - a.price).length,
  packedOf: (order: Order) => lodash.cloneDeep(order.lines).slice(0, 3).length,
  pickedOf: (order: Order) => lodash.cloneDeep(order.lines).slice(3).length,
  returnedOf: (order: Order) => lodash.cloneDeep(order).lines.filter((line) => line.amount === 0).length,
  refundOf: (order: Order) => lodash.cloneDeep(order).lines.reduce((sum, line) => sum + line.price, 0),
  stockOf: (order: Order) => new Map(lodash.cloneDeep(order.lines).map((line) => [line.article, line.amount])).size,
  articlesOf: (order: Order) =>
    lodash
      .cloneDeep(order.lines)
      .map((line) => line.article)
      .join().length,
  summaryOf: (order: Order) => lengthOf({ id: order.id, lines: lodash.cloneDeep(order.lines).length }),
  exportOf: (order: Order) => lengthOf(lodash.cloneDeep([order])),
  searchOf: (order: Order) => lodash.cloneDeep(order.lines).findIndex((line) => line.amount === 4),
  scoreOf: (order: Order) => lodash.cloneDeep(order).customer.tags.length * order.lines.length,
  routeOf: (order: Order) => lodash.cloneDeep(order).id % 7,
  seoOf: (order: Order) => lengthOf(lodash.cloneDeep({ title: order.id, lines: order.lines })),
  previewOf: (order: Order) => lengthOf(lodash.cloneDeep({ customer: order.customer, first: order.lines[0] })),
});
