// Makes the program's bundles, one folder each below the working directory.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import typescript from '@rollup/plugin-typescript';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import webpack from 'webpack';

const require = createRequire(import.meta.url);
const entry = resolve('src/main.ts');

for (const [folder, flags] of [
  ['tsc', []],
  ['tsc-inline', ['--sourceMap', 'false', '--inlineSourceMap']],
]) {
  const tsc = [require.resolve('typescript/bin/tsc'), '-p', '.', '--outDir', folder, ...flags];
  execFileSync(process.execPath, tsc, { stdio: 'inherit' });
}

for (const [folder, options] of [
  ['esbuild', { sourcemap: 'linked' }],
  ['esbuild-minified', { sourcemap: 'linked', minify: true }],
  ['esbuild-inline', { sourcemap: 'inline', minify: true }],
  ['esbuild-none', {}],
]) {
  const outfile = `${folder}/main.js`;
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', ...options });
}

for (const devtool of ['source-map', 'inline-source-map', 'eval-source-map', 'cheap-module-source-map', false]) {
  await new Promise((done, fail) => {
    webpack(
      {
        mode: devtool === 'source-map' ? 'production' : 'development',
        target: 'node',
        entry,
        devtool,
        output: { path: resolve(`webpack-${devtool || 'none'}`), filename: 'main.cjs' },
        resolve: { extensionAlias: { '.js': ['.ts'] } },
        module: { rules: [{ test: /\.ts$/, loader: 'ts-loader', options: { transpileOnly: true } }] },
      },
      (error, stats) => {
        if (error !== null || stats.hasErrors()) fail(error ?? new Error(stats.toString()));
        else done();
      },
    );
  });
}

const rolled = await rollup({
  input: entry,
  plugins: [typescript({ compilerOptions: { outDir: 'rollup', sourceMap: true } })],
});
await rolled.write({ dir: 'rollup', sourcemap: true, format: 'esm' });
