import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { optionsFromEnvironment } from '../../src/application/environment.js';
import { resolveOptions } from '../../src/application/options.js';
import { blockMarked, blocksMarked, DOCUMENTS, textOf } from '../support/documents.js';

describe('the budgets in the documents', () => {
  it('every budget in a document can be read', () => {
    for (const { file, line, text } of blocksMarked('check: budgets')) {
      const { budgets } = resolveOptions({ budgets: text });
      assert.ok(budgets.length > 0, `${file}:${line}`);
    }
    const variables = DOCUMENTS.flatMap((file) => [...textOf(file).matchAll(/HEAPGAUGE_BUDGETS='([^']+)'/g)]);
    assert.ok(variables.length >= 2, `${variables.length} in sentences and commands`);
    for (const [, budgets = ''] of variables) assert.ok(resolveOptions({ budgets }).budgets.length > 0, budgets);
  });

  it('the configuration file in the documents can be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapgauge-config-'));
    try {
      const path = join(folder, 'heapgauge.json');
      writeFileSync(path, blockMarked('check: config'));
      const { options, nameOf } = optionsFromEnvironment({ HEAPGAUGE_CONFIG: path });
      const { periodSeconds, budgets, alertmanager } = resolveOptions(options, nameOf);
      assert.equal(periodSeconds, 15);
      assert.equal(budgets.length, 2);
      assert.notEqual(alertmanager, false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
