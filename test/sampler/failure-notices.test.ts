import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailureNotices } from '../../src/sampler/failure-notices.js';

describe('the notices of failures', () => {
  it('a failure is said with its reason and what comes of it, and not again', () => {
    const { notices, said } = collected();
    notices.note('a read has failed', new Error('no answer'), 'tried again in 15 s');
    notices.note('a read has failed', new Error('no answer'), 'tried again in 30 s');
    assert.deepEqual(said, ['a read has failed: no answer; tried again in 15 s']);
  });

  it('another reason is said, and the same reason of something else', () => {
    const { notices, said } = collected();
    notices.note('a read has failed', new Error('no answer'), '');
    notices.note('a read has failed', new Error('no memory'), '');
    notices.note('a report could not be made', new Error('no answer'), '');
    assert.equal(said.length, 3);
  });

  it('reasons that never come twice are some fifty lines, and not a line a period for weeks', () => {
    const { notices, said } = collected();
    for (let n = 0; n < 1000; n += 1) notices.note('a read has failed', new Error(`number ${n}`), '');
    assert.equal(said.length, 50);
  });

  it('a receiver that throws does not make the failure another one', () => {
    const notices = new FailureNotices(() => {
      throw new Error('nobody is there');
    });
    notices.note('a read has failed', new Error('no answer'), '');
  });
});

function collected(): { notices: FailureNotices; said: string[] } {
  const said: string[] = [];
  return {
    notices: new FailureNotices((text) => {
      said.push(text);
    }),
    said,
  };
}
