import { z } from 'zod';
import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const question = { text: 'sea view', limit: 5 };

/** What a tenant may search; zod's registry keeps for ever whatever is given an id. */
function buildSearch(tenant: string): z.ZodType {
  return z
    .object({
      text: z.string().describe(`what to look for in ${tenant}`),
      limit: z.number().int().min(1).max(100).describe('how many hits'),
      page: z.number().int().optional(),
    })
    .meta({ id: `search-${tenant}` });
}

function handleSearch(request: number): string {
  return String(buildSearch(`tenant-${request}`).safeParse(question).success);
}

/** The same, and let go of. */
function handleSearchOnce(request: number): string {
  const schema = buildSearch(`tenant-${request}`);
  const { success } = schema.safeParse(question);
  z.globalRegistry.remove(schema);
  return String(success);
}

export const zodSchemasKept: Workload = {
  name: 'zod-schemas-kept',
  description: "schemas of zod are built per request, and zod's registry keeps them",
  leak: {
    allocators: [
      'core.$constructor.~standard zod/v4/core/schemas.js',
      // The functions that initialise a type, such as that of numbers.
      '(anonymous) zod/v4/core/schemas.js',
      'init zod/v4/core/core.js',
      'Internals zod/v4/core/core.js',
      'get zod/v4/core/util.js',
    ],
    keeper: 'buildSearch zod-schemas.ts',
    isScattered: true,
    bytesPerSecond: 700_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(40, handleSearch);
  },
};

export const zodSchemasDropped: Workload = {
  name: 'zod-schemas-dropped',
  description: 'schemas of zod are built per request and dropped',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(40, handleSearchOnce);
  },
};
