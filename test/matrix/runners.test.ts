import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ROOT } from '../support/run-node.js';
import { RUNNER_PROJECTS, runProject, writeProject } from './runner-projects.js';

// All runners, with packages that are not installed here, are run by `npm run test:runners`.
describe('leak tests under a test runner', () => {
  // Within the project, so that its dependencies are found.
  const parent = mkdtempSync(join(ROOT, 'dist/runners-'));
  // A copy, as it is installed: Node 20 cannot cover what has a source map and is not below `node_modules`.
  for (const path of ['package.json', 'dist/src']) {
    cpSync(join(ROOT, path), join(parent, 'node_modules/heapgauge', path), { recursive: true });
  }
  after(() => {
    rmSync(parent, { recursive: true });
  });

  for (const project of RUNNER_PROJECTS.filter(({ program }) => program === undefined)) {
    it(`leak tests are right under ${project.name}`, async () => {
      const place = { folder: writeProject(project, parent), modules: join(ROOT, 'node_modules') };
      const { ended, results } = await runProject(project, place);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      assert.ok(results.length >= 8, ended.stdout);
      assert.deepEqual(
        results.filter(({ isRight }) => !isRight),
        [],
      );
    });
  }
});
