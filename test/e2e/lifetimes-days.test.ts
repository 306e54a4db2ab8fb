import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;

it('the memory of lifetimes stays flat over two days of reads with sites that come and go', async (context) => {
  const { code, stdout, stderr } = await runNode(fixture('lifetimes-days'), {
    nodeOptions: ['--expose-gc'],
    timeoutSeconds: 600,
    isPatient: true,
  });
  assert.equal(code, 0, stderr);
  const { memory, cpuSeconds } = JSON.parse(stdout) as {
    memory: ReadonlyArray<{ hours: number; usedBytes: number; samples: number; sites: number }>;
    cpuSeconds: number;
  };
  for (const { hours, usedBytes, samples, sites } of memory) {
    const mebibytes = (usedBytes / MEBIBYTE).toFixed(2);
    context.diagnostic(`hour ${hours}: ${mebibytes} MiB in use, ${samples} live samples at ${sites} sites`);
  }
  context.diagnostic(`${cpuSeconds.toFixed(1)} s of processor time`);
  assert.equal(memory.at(-1)?.hours, 48);
  const first = memory[0]?.usedBytes ?? NaN;
  for (const { hours, usedBytes } of memory)
    assert.ok(usedBytes <= 1.15 * first + 2 * MEBIBYTE, `hour ${hours}: ${usedBytes} bytes after ${first}`);
});
