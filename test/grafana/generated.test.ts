import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { outputs } from '../../grafana/outputs.js';
import { ROOT } from '../support/run-node.js';

describe('what is generated under grafana/', () => {
  for (const { path, text } of outputs()) {
    it(`${path} is what its source says`, () => {
      assert.equal(readFileSync(join(ROOT, 'grafana/generated', path), 'utf8'), text, 'run: npm run dashboards');
    });
  }
});
