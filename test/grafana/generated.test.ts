import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { outputs } from '../../grafana/outputs.js';
import { ROOT } from '../support/run-node.js';

describe('the generated files', () => {
  for (const { path, text } of outputs()) {
    it(`grafana/generated/${path} is what its source generates`, () => {
      assert.equal(readFileSync(join(ROOT, 'grafana/generated', path), 'utf8'), text, 'run: npm run dashboards');
    });
  }
});
