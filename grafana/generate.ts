import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { outputs } from './outputs.js';

// Writes the generated files or, with `--check`, fails where one of them differs from what its source generates.
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

for (const { path, text } of outputs()) {
  const file = fileURLToPath(new URL(`../../grafana/generated/${path}`, import.meta.url));
  if (!values.check) writeFileSync(file, text);
  else if (read(file) !== text) {
    process.stderr.write(`grafana/generated/${path} differs from what its source generates: run npm run dashboards\n`);
    process.exitCode = 1;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
