import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { blockMarked, textOf } from '../support/documents.js';
import { ROOT } from '../support/run-node.js';

it('the diagram of growth names classes that src/growth has', () => {
  const sources = readdirSync(join(ROOT, 'src/growth')).filter((name) => name.endsWith('.ts'));
  const code = sources.map((name) => textOf(`src/growth/${name}`)).join('');
  const classes = blockMarked('check: growth-diagram').match(/\b(?:[A-Z][a-z]+){2,}\b/g) ?? [];
  assert.ok(classes.length >= 2, classes.join());
  for (const name of classes) assert.ok(code.includes(`export class ${name} `), name);
});
