import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SiteRegistry, OTHER_SITE } from '../../src/growth/site-registry.js';
import { siteFrame } from '../support/scripted-heap.js';

describe('the accounts of sites', () => {
  it('are opened once for each name', () => {
    const book = new SiteRegistry();
    const account = book.accountOf(siteFrame('a'));
    assert.equal(book.accountOf(siteFrame('a')), account);
    assert.notEqual(book.accountOf(siteFrame('b')), account);
    assert.equal(book.size, 2);
    assert.deepEqual(
      [...book.all()].map(({ site }) => site.site),
      ['a', 'b'],
    );
  });

  it('have numbers of their own, below the end', () => {
    const book = new SiteRegistry();
    for (let n = 0; n < 50; n += 1) book.accountOf(siteFrame(`${n}`));
    const numbers = [...book.all()].map(({ number }) => number);
    assert.equal(new Set(numbers).size, 50);
    assert.ok(numbers.every((number) => number >= 0 && number < book.end));
  });

  it('begin anew when they were closed', () => {
    const book = new SiteRegistry();
    const account = book.accountOf(siteFrame('a'));
    account.state = 'leaking';
    book.close(account);
    assert.equal(book.size, 0);
    assert.equal(book.accountOf(siteFrame('a')).state, 'warming');
  });

  it('leave their numbers to others when they are closed', () => {
    const book = new SiteRegistry();
    for (let n = 0; n < 1000; n += 1) {
      book.accountOf(siteFrame(`${n}`));
      if (n >= 10) book.close(book.accountOf(siteFrame(`${n - 10}`)));
    }
    assert.ok(book.end <= 11, `${book.end} numbers for 10 accounts`);
  });

  it('are one for all sites beyond the most there are', () => {
    const book = new SiteRegistry();
    for (let n = 0; n < 12_000; n += 1) book.accountOf(siteFrame(`${n}`));
    assert.ok(book.size < 10_100);
    assert.equal(book.accountOf(siteFrame('one more')).site.site, OTHER_SITE);
    assert.equal(book.accountOf(siteFrame('0')).site.site, '0');
  });
});
