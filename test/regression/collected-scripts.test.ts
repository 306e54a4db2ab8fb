import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fixture, ROOT, runNode } from '../support/run-node.js';

/** Types lines into a REPL, each when the one before has been answered, and returns all that it has printed. */
function typeIntoRepl(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const repl = spawn(process.execPath, ['-i'], { stdio: ['pipe', 'pipe', 'inherit'], timeout: 120_000 });
    const waiting = lines.map((line, index) => ({ line, answer: `answered ${index}` }));
    let printed = '';
    const type = (): void => {
      const [next] = waiting;
      if (next === undefined) repl.stdin.end();
      // The answer must not stand in what is typed.
      else repl.stdin.write(`${next.line}; console.log('answered' + ' ${lines.length - waiting.length}')\n`);
    };
    repl.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      const [next] = waiting;
      if (next === undefined || !printed.includes(next.answer)) return;
      waiting.shift();
      type();
    });
    repl.once('error', reject);
    repl.once('close', () => {
      resolve(printed);
    });
    type();
  });
}

describe('what code has allocated that V8 has collected', () => {
  for (const by of ['tracer', 'monitor']) {
    it(`a ${by} counts it under the place that was seen, or under its name where the code had none`, async () => {
      const { code, stdout, stderr } = await runNode(fixture('collected-scripts'), { arguments: [by] });
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), {
        sites: ['(anonymous) <generated code>', 'named /srv/made.js:1'],
        kept: 10_000,
      });
    });
  }

  it('a snapshot in a REPL counts what its lines hold, however often garbage is collected', async () => {
    const heapgauge = pathToFileURL(join(ROOT, 'dist/src/index.js')).href;
    const printed = await typeIntoRepl([
      `const module = await import('${heapgauge}')`,
      'module.start({ sampleIntervalBytes: 4096 })',
      'const kept = Array.from({ length: 20_000 }, (_, id) => ({ id }))',
      'function fill(count) { const list = []; for (let n = 0; n < count; n += 1) list.push({ n }); return list; }',
      'const filled = fill(20_000)',
      'for (let turn = 0; turn < 9; turn += 1) module.takeSnapshot({ collectGarbage: true })',
      'const last = module.takeSnapshot({ collectGarbage: true }).statistics("site").filter((one) => one.sizeBytes > 4e5)',
      'console.log("sites: " + last.map(({ key }) => key).sort().join(", "))',
      'kept.length + filled.length',
    ]);
    const [, sites = ''] = /^(?:> )?sites: (.*)$/m.exec(printed) ?? [];
    const [arrow, filled, ...others] = sites.split(', ');
    // The line that made the first may have been collected before anybody saw its name.
    assert.match(arrow ?? '', /^\(anonymous\) (?:REPL\d+:1:\d+|<unnamed script>)$/, printed);
    assert.match(filled ?? '', /^fill REPL\d+:1$/, printed);
    assert.deepEqual(others, []);
  });
});
