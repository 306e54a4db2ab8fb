import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../support/run-node.js';

/** A server on loopback with the page, which draws what `show` was given last. */
export interface Site {
  readonly url: string;
  /** Sets what `/picture.json` answers from now on. */
  show(picture: object): void;
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const HTML = `<!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style><link rel="stylesheet" href="/page.css">
<div id="root"></div><script type="module" src="/page.js"></script>`;

/** Bundles the page with Grafana's packages and serves it together with Grafana's icons. */
export async function openSite(nodeModules: string): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-page-'));
  await build({
    entryPoints: [join(ROOT, 'test/pictures/page/page.tsx')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    // The page's packages are not the repository's.
    nodePaths: [nodeModules],
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis' },
    loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file' },
    logLevel: 'error',
  });
  const icons = join(nodeModules, '@grafana/ui/dist/public/img');
  let shown: object = {};
  const contentOf = (path: string): string | Buffer => {
    if (path === '/') return HTML;
    if (path === '/picture.json') return JSON.stringify(shown);
    return path.startsWith('/public/build/img/')
      ? readFileSync(join(icons, normalize(path.slice('/public/build/img'.length))))
      : readFileSync(join(folder, normalize(path)));
  };
  const server = createServer(({ url = '/' }, response) => {
    try {
      const { pathname } = new URL(url, 'http://localhost');
      const content = contentOf(pathname);
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/html' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve();
    }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show: (picture) => (shown = picture),
    close: () => {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
