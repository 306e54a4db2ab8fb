import type { RunOptions } from '../../support/run-node.js';

/** An application that is measured with heapgauge and without. */
export interface MeasuredProgram {
  readonly name: string;
  /** Its code: it runs until it is ended. */
  readonly code: string;
  readonly env?: RunOptions['env'];
  readonly nodeOptions?: readonly string[];
  /** True where it prints `filled` once it holds what it is to hold. */
  readonly fills?: boolean;
  /** True where the metrics page is read each second. */
  readonly isScraped?: boolean;
}

/** Makes functions whose calls allocate objects that are held, by name. */
const ALLOCATORS = `
  const { runInThisContext } = require('node:vm');
  const allocators = (count) => Array.from({ length: count }, (_, f) => runInThisContext(
    '(function allocate' + f + '(count) { const all = []; for (let n = 0; n < count; n += 1) all.push({ n, next: { n } }); return all; })',
    { filename: '/application/modules/module-' + f + '.js' }));
  const held = [];
  const fill = (functions, mebibytes) => {
    let n = 0;
    const timer = setInterval(() => {
      const until = performance.now() + 80;
      while (performance.now() < until) {
        if (process.memoryUsage().heapUsed >= mebibytes * 2 ** 20) { clearInterval(timer); console.log('filled'); return; }
        for (let k = 0; k < 20; k += 1) { held.push(functions[n % functions.length](200)); n += 1; }
      }
    }, 100);
    setInterval(() => held.length, 1000);
  };`;

/** Every program, by what is hard about it. @param bundle the path of a bundle with a large source map */
export const programsOf = (bundle: string): readonly MeasuredProgram[] => [
  {
    name: 'a server that idles',
    code: `require('node:http').createServer((_, response) => response.end()).listen(0);`,
  },
  {
    name: 'a heap of 1.5 GB',
    nodeOptions: ['--max-old-space-size=4000'],
    code: `${ALLOCATORS} fill(allocators(500), 1500);`,
    fills: true,
  },
  {
    name: '300,000 live samples',
    env: { HEAPGAUGE_SAMPLE_INTERVAL: '512' },
    code: `${ALLOCATORS} fill(allocators(300), 150);`,
    fills: true,
  },
  {
    name: '1 GB/s of allocation',
    code: `
      const ring = new Array(2000);
      let [n, bytes] = [0, 0];
      const begin = performance.now();
      const make = () => ({ a: n, b: [n, n, n, n], c: { x: n, y: n }, s: new Array(100).fill(n) });
      setInterval(() => {
        const until = performance.now() + 18;
        while (performance.now() < until && bytes < (performance.now() - begin) * 1e6)
          for (let k = 0; k < 50; k += 1) { ring[n % 2000] = make(); n += 1; bytes += 1100; }
      }, 20);`,
  },
  {
    name: '20,000 functions',
    code: `${ALLOCATORS}
      const functions = allocators(20000);
      fill(functions, 300);`,
  },
  {
    name: 'a bundle with a map of 40 MB',
    code: `require(${JSON.stringify(bundle)});`,
  },
  {
    name: '1,000 sites, scraped each second',
    env: { HEAPGAUGE_SAMPLE_INTERVAL: '16KiB', HEAPGAUGE_TOP_SITES: '1000' },
    isScraped: true,
    code: `${ALLOCATORS} fill(allocators(1000), 150);`,
  },
];
