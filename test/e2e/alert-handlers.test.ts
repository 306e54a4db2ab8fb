import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Ended, fixture, runNode } from '../support/run-node.js';

interface Answer {
  readonly failures: number;
  /** Alerts that `onAlert` was given. */
  readonly notified: number;
  readonly heard: number;
}

describe('a handler of alerts', () => {
  let ended: Ended;
  let answers: Readonly<Record<string, Answer>>;
  let said: ReadonlyMap<string, string>;

  before(async () => {
    ended = await runNode(fixture('alert-handlers'));
    answers = JSON.parse(ended.stdout || '{}') as typeof answers;
    said = new Map(
      ended.stderr
        .split(/^--- /m)
        .slice(1)
        .map((part) => {
          const [what = '', ...lines] = part.split('\n');
          return [what, lines.join('\n')];
        }),
    );
  });

  it('a handler of alerts cannot end the application, whatever it does', () => {
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(Object.keys(answers).length, 12);
  });

  for (const [what, failures, line] of [
    ['onAlert throws', 2, 'a handler of alerts threw: handler down'],
    ['onAlert rejects', 2, 'a handler of alerts threw: handler down'],
    ['onAlert rejects in its own promise', 2, 'a handler of alerts threw: handler down'],
    ['onAlert never resolves', 0, ''],
    ['onAlert throws what cannot be shown', 2, 'a handler of alerts threw: something that cannot be shown'],
    ['a listener throws', 2, "a listener of 'budget' threw: handler down"],
    ['a listener rejects', 2, "a listener of 'budget' threw: handler down"],
    ['a listener rejects in its own promise', 2, "a listener of 'budget' threw: handler down"],
    ['a listener never resolves', 0, ''],
    ['a listener throws what cannot be shown', 2, "a listener of 'budget' threw: something that cannot be shown"],
    ['a logger provider throws', 2, 'a handler of alerts threw: handler down'],
    ['nobody fails', 0, ''],
  ] as const) {
    it(`a failing handler is counted each time and logged once, and all others are notified: ${what}`, () => {
      assert.deepEqual(answers[what], { failures, notified: 2, heard: 2 });
      assert.equal(said.get(what), line === '' ? '' : `heapgauge: ${line}\n`);
    });
  }
});
