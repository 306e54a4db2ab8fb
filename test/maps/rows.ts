import type { ProgramType } from './program.js';

/** One way in which the program is run, and where the map of what runs is. */
export interface Row {
  readonly tool: string;
  /** The folder in which it runs. */
  readonly folder: ProgramType | 'next';
  /** The arguments of Node.js. */
  readonly run: readonly string[];
  readonly map: string;
  /** The functions that the tool leaves as they are. @default all of them */
  readonly functions?: number;
  /** The file in which the functions are shown where there is no map. */
  readonly generated?: string;
  /** The first version of Node.js that can. */
  readonly since?: number;
}

const WATCH = ['--import', './watch.mjs'];
const HANDED = 'in what V8 was handed';
const FILE = 'in a file';
const INLINE = 'in the script';
const NONE = 'there is none';

const tool = (name: string, folder: ProgramType, run: readonly string[]): Row => ({
  tool: name,
  folder,
  run,
  map: HANDED,
});

/** The tools that transform what they load. */
const TOOLS: readonly Row[] = [
  tool('tsx', 'module', ['--import', 'tsx', ...WATCH, 'src/main.ts']),
  tool('tsx, after heapgauge', 'module', [...WATCH, '--import', 'tsx', 'src/main.ts']),
  tool('tsx, CommonJS', 'commonjs', ['--import', 'tsx', ...WATCH, 'src/main.ts']),
  tool('ts-node, CommonJS', 'commonjs', ['-r', 'ts-node/register/transpile-only', ...WATCH, 'start.cjs']),
  tool('ts-node/esm', 'module', ['--no-warnings', '--loader', 'ts-node/esm/transpile-only', ...WATCH, 'src/main.ts']),
  tool('esbuild-register', 'commonjs', ['-r', 'esbuild-register', ...WATCH, 'start.cjs']),
  tool('@swc-node/register', 'module', ['--import', '@swc-node/register/esm-register', ...WATCH, 'src/main.ts']),
  tool('one’s own `module.register`', 'module', ['--import', './hooks.mjs', ...WATCH, 'src/main.ts']),
  tool('vite-node', 'module', [...WATCH, '../node_modules/vite-node/dist/cli.mjs', 'src/main.ts']),
  tool('vitest', 'module', ['../node_modules/vitest/vitest.mjs', 'run']),
  { ...tool('Node.js 24 itself', 'native', [...WATCH, 'src/main.ts']), map: 'none is needed', since: 24 },
];

const bundle = (name: string, path: string, map: string): Row => ({
  tool: name,
  folder: 'module',
  run: [...WATCH, path],
  map,
  ...(map === NONE ? { generated: path } : {}),
});

/** The programs that were compiled or bundled before. */
const BUNDLES: readonly Row[] = [
  bundle('tsc', 'tsc/main.js', FILE),
  bundle('tsc, inlineSourceMap', 'tsc-inline/main.js', INLINE),
  bundle('esbuild', 'esbuild/main.js', FILE),
  bundle('esbuild, minified', 'esbuild-minified/main.js', FILE),
  bundle('esbuild, minified, inline', 'esbuild-inline/main.js', INLINE),
  bundle('esbuild', 'esbuild-none/main.js', NONE),
  { ...bundle('webpack, minified, source-map', 'webpack-source-map/main.cjs', FILE), functions: 4 },
  bundle('webpack, inline-source-map', 'webpack-inline-source-map/main.cjs', INLINE),
  bundle('webpack, cheap-module-source-map', 'webpack-cheap-module-source-map/main.cjs', FILE),
  bundle('webpack', 'webpack-none/main.cjs', NONE),
  bundle('rollup', 'rollup/main.js', FILE),
];

/** What is tried each time. */
export const ROWS: readonly Row[] = [...TOOLS, ...BUNDLES];

/** Next.js, which is large: it is tried on demand. It leaves three functions as they are. */
export const NEXT_ROWS: readonly Row[] = [
  { tool: '`next build`, serverSourceMaps', folder: 'next', run: ['maps'], map: FILE, functions: 3 },
  {
    tool: '`next build`',
    folder: 'next',
    run: ['none'],
    map: NONE,
    functions: 3,
    generated: '.next-none/server/chunks/',
  },
];
