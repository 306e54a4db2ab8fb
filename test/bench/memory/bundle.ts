import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const FUNCTIONS = 2000;

/** Mappings beyond those of the functions, as a large bundle has: each five columns and one line after the one before. */
const MORE_MAPPINGS = 2_000_000;

const NUMBERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Writes a bundle of one line whose functions allocate, and its source map of some 40 MB; gives the bundle's path. */
export function writeBundle(folder: string): string {
  const path = join(folder, 'bundle.cjs');
  let [code, mappings, column] = ['const held = []; const functions = [', '', 0];
  for (let n = 0; n < FUNCTIONS; n += 1) {
    mappings += `${n === 0 ? '' : ','}${variableLength(code.length - column)}AAC`;
    column = code.length;
    code += `function f${n}(c) { const a = []; for (let n = 0; n < c; n += 1) a.push({ n, x: { n } }); return a; },`;
  }
  code +=
    '];let n = 0; setInterval(() => { for (let k = 0; k < 200; k += 1) { held.push(functions[n % functions.length](30)); n += 1; } }, 50);';
  writeFileSync(path, `${code}\n//# sourceMappingURL=bundle.cjs.map\n`);
  const map = openSync(`${path}.map`, 'w');
  const text = JSON.stringify('const text = "of a source";\n'.repeat(1_000_000));
  writeSync(map, `{"version":3,"sources":["src/a.ts"],"sourcesContent":[${text}],"names":[],`);
  writeSync(map, `"mappings":"${mappings}${',KACA'.repeat(MORE_MAPPINGS)}"}`);
  closeSync(map);
  return path;
}

/** The variable-length code of a number that is not negative, as source maps have it. */
function variableLength(value: number): string {
  let [rest, text] = [2 * value, ''];
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += NUMBERS[rest > 0 ? digit + 32 : digit] ?? '';
  } while (rest > 0);
  return text;
}
