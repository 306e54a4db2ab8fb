import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RenderedOnce } from '../../src/http/rendered-once.js';

describe('a text that is rendered once', () => {
  it('all who ask share one text until it expires', async () => {
    let renders = 0;
    const rendered = new RenderedOnce(() => `text ${(renders += 1)}`);
    const texts = await Promise.all([rendered.text(), rendered.text()]);
    assert.equal(texts[0], texts[1]);
    rendered.expire();
    rendered.expire();
    assert.equal(renders, 1);
    assert.equal((await rendered.text()).toString(), 'text 2');
  });

  it('a text that cannot be rendered rejects, until the next', async () => {
    let isBroken = true;
    const rendered = new RenderedOnce(() => {
      if (isBroken) throw new Error('broken');
      return 'text';
    });
    await assert.rejects(rendered.text(), /broken/);
    isBroken = false;
    rendered.expire();
    assert.equal((await rendered.text()).toString(), 'text');
  });
});
