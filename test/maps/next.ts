import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { install } from '../matrix/npm.js';
import { pack } from '../support/packed.js';
import { runNode } from '../support/run-node.js';
import { writeProgram } from './program.js';
import type { Row } from './rows.js';
import { copyPrograms, see, type Seen } from './workshop.js';

const PAGES = {
  'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>;\n',
  'app/api/work/route.js': `import { Maker, work } from '../../../src/app';

const maker = new Maker();
export const dynamic = 'force-dynamic';

export function GET() {
  work(maker);
  return new Response('done');
}
`,
};

const NEXT = 'node_modules/next/dist/bin/next';

const CONFIG = `export default {
  distDir: '.next-' + process.env.MAPS,
  turbopack: { root: import.meta.dirname },
  typescript: { ignoreBuildErrors: true },
  experimental: { serverSourceMaps: process.env.MAPS === 'maps' },
};
`;

/** Builds the program as a route of Next.js, with and without maps of what the server runs. */
export async function makeNextWorkshop(workshop: string): Promise<void> {
  const folder = join(workshop, 'next');
  await install(process.execPath, folder, {
    '@opentelemetry/api': '^1.9.0',
    heapgauge: `file:${pack(workshop)}`,
    next: '^16.0.0',
    react: '^19.0.0',
    'react-dom': '^19.0.0',
    typescript: '^5.8.0',
  });
  writeProgram(folder, 'commonjs');
  copyPrograms(folder);
  for (const [file, text] of Object.entries(PAGES)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  // Next.js builds no file that is said to be CommonJS, and no other one.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(join(folder, 'next.config.mjs'), CONFIG);
  for (const MAPS of ['maps', 'none']) {
    const { code, stdout, stderr } = await runNode(NEXT, {
      arguments: ['build'],
      cwd: folder,
      env: { NEXT_TELEMETRY_DISABLED: '1', MAPS },
      timeoutSeconds: 300,
    });
    if (code !== 0) throw new Error(`next build failed:\n${stdout}${stderr}`);
  }
}

/** Starts what was built, calls its route and says how its functions are shown. */
export async function seeNext(workshop: string, row: Row): Promise<Seen> {
  const port = String(await freePort());
  const run = ['--import', './watch.mjs', NEXT, 'start', '--hostname', '127.0.0.1', '--port', port];
  const env = { MAPS: row.run[0] ?? '', URL_TO_CALL: `http://127.0.0.1:${port}/api/work` };
  return see(workshop, { ...row, run }, env);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
