// Bundles application.mjs of the working folder with webpack and rollup, in both formats, into the folder `bundles`.
import { join } from 'node:path';
import process from 'node:process';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import webpack from 'webpack';

const path = join(process.cwd(), 'bundles');

await runWebpack({ output: { path: join(path, 'webpack-cjs'), filename: 'application.cjs' } });
await runWebpack({
  output: {
    path: join(path, 'webpack-esm'),
    filename: 'application.mjs',
    module: true,
    library: { type: 'module' },
    chunkFormat: 'module',
  },
  experiments: { outputModule: true },
});

const bundle = await rollup({
  input: 'application.mjs',
  external: /^node:/,
  plugins: [resolve({ preferBuiltins: true }), commonjs()],
  onwarn: ({ message }) => {
    throw new Error(message);
  },
});
for (const [format, ending] of [
  ['esm', 'mjs'],
  ['cjs', 'cjs'],
]) {
  const names = { entryFileNames: `[name].${ending}`, chunkFileNames: `[name].${ending}` };
  await bundle.write({ dir: join(path, `rollup-${format}`), format, ...names });
}

function runWebpack(configuration) {
  const common = { mode: 'production', target: 'node20', entry: './application.mjs' };
  return new Promise((done, fail) => {
    webpack({ ...common, ...configuration }, (error, stats) => {
      const said = stats?.toString({ all: false, errors: true, warnings: true }) ?? String(error);
      if (said === '') done(undefined);
      else fail(new Error(said));
    });
  });
}
