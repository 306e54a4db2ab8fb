import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WORKLOADS } from '../bench/lab/workloads/index.js';
import { blockMarked, textOf } from '../support/documents.js';

const [, NOT_LEAKING = ''] = /none of these was called a leak:\n([^.]*)\./.exec(textOf('test/bench/README.md')) ?? [];

describe('the laboratory in the documents', () => {
  it('the table of the laboratory has a row for every workload that leaks', () => {
    const rows = blockMarked('output: lab').trim().split('\n').slice(1);
    assert.deepEqual(
      rows.map((row) => row.split(' ', 1)[0]).sort(),
      namesOf((workload) => workload.leak !== undefined),
    );
  });

  it('the document names every workload that does not leak', () => {
    assert.deepEqual(
      NOT_LEAKING.trim().split(/,\s+/).sort(),
      namesOf((workload) => workload.leak === undefined),
    );
  });
});

function namesOf(isWanted: (workload: (typeof WORKLOADS)[number]) => boolean): string[] {
  return WORKLOADS.filter(isWanted)
    .map(({ name }) => name)
    .sort();
}
