import { Ajv } from 'ajv';
import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const validators = new Ajv();

const order = { customer: 'customer', amount: 3, lines: [{ article: 1, price: 2 }] };

/** The form of a tenant's orders. */
function describeOrder(tenant: number): object {
  return {
    type: 'object',
    properties: {
      customer: { type: 'string', maxLength: 100 + (tenant % 10) },
      amount: { type: 'integer', minimum: 1, maximum: 1000 + tenant },
      lines: { type: 'array', items: { type: 'object', required: ['article'] } },
    },
    required: ['customer', 'amount'],
  };
}

/** Compiles the form once for a tenant, and keeps it for ever: tenants do not come back. */
function validateOrder(tenant: number): boolean {
  const key = `order-${tenant}`;
  if (validators.getSchema(key) === undefined) validators.addSchema(describeOrder(tenant), key);
  return validators.validate(key, order);
}

function handleOrder(request: number): string {
  return String(validateOrder(request));
}

/** The same with an ajv that is let go of: one that goes on keeps in its scope what it has compiled, removed or not. */
function handleOrderOnce(request: number): string {
  return String(new Ajv().validate(describeOrder(request), order));
}

export const ajvValidatorsKept: Workload = {
  name: 'ajv-validators-kept',
  description: 'ajv compiles a schema for every tenant and keeps it under a key of its own',
  leak: {
    allocators: ['compileSchema ajv/lib/compile/index.ts'],
    keeper: 'validateOrder ajv-validators.ts',
    isScattered: true,
    bytesPerSecond: 700_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(80, handleOrder);
  },
};

export const ajvValidatorsDropped: Workload = {
  name: 'ajv-validators-dropped',
  description: 'ajv compiles a schema for every request, each with an ajv of its own',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(20, handleOrderOnce);
  },
};
