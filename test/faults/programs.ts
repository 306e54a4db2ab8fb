import { readFileSync } from 'node:fs';

/** Gives the text of a compiled program under `test/faults/programs`, for rows that share one. */
export function programText(name: string): string {
  return readFileSync(new URL(`./programs/${name}.js`, import.meta.url), 'utf8').replace(
    /^\/\/# sourceMappingURL.*$/m,
    '',
  );
}
