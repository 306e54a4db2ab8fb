import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { blocksMarked, commandsMarked, DOCUMENTS, textOf } from '../support/documents.js';
import { ROOT } from '../support/run-node.js';

const SCRIPTS = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;
const CI = textOf('.ci/run').split('\n');

/** The commands that continuous integration runs from a clean clone. */
const RUN_BY_CI = ['npm ci', 'npm run check', 'npm test'];

describe('the commands in the documents', () => {
  it('the commands that a change has to pass are run by continuous integration', () => {
    for (const command of RUN_BY_CI)
      assert.ok(
        CI.some((line) => line.startsWith(command)),
        command,
      );
  });

  it('the commands that a contributor runs are those, and scripts of package.json', () => {
    const commands = commandsMarked('run: ci');
    for (const command of RUN_BY_CI) assert.ok(commands.includes(command), command);
    for (const command of commands.filter((one) => !RUN_BY_CI.includes(one))) assertScript(command);
  });

  it('commands that are named in a sentence are scripts of package.json and benches that exist', () => {
    const benches = /BENCHMARKS[^]*?^\};/m.exec(textOf('test/bench/bench.ts'))?.[0] ?? '';
    for (const file of DOCUMENTS) {
      for (const [, command = '', bench] of textOf(file).matchAll(/(npm run (?:-s )?[\w:]+(?: -- (\w[\w-]*))?)/g)) {
        assertScript(command);
        if (command.includes('run bench --'))
          assert.match(benches, new RegExp(`^ {2}(['"]?)${bench}\\1: `, 'm'), `${file}: ${command}`);
      }
    }
  });

  it('the commands that start the stack stand beside the file that Docker Compose reads', () => {
    for (const { file, text } of blocksMarked('check: stack')) {
      assert.match(text, /^docker compose up --detach$|^HEAPGAUGE_HOST=0\.0\.0\.0 npm run demo$/m);
      assert.ok(existsSync(join(ROOT, dirname(file), 'docker-compose.yaml')), file);
    }
  });
});

function assertScript(command: string): void {
  const name = /^npm (?:run (?:-s )?)?([\w:]+)/.exec(command)?.[1] ?? '';
  assert.ok(Object.hasOwn(SCRIPTS, name), `${command}: package.json has no script "${name}"`);
}
