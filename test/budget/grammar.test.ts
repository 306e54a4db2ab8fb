import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Budget } from '../../src/budget/budget.js';
import { parseBudgets } from '../../src/budget/grammar.js';

const MIB = 2 ** 20;

/** Makes the budget `heap=1000`, with parts replaced. */
function budget(overrides: Partial<Budget> = {}): Budget {
  const limit = overrides.limit ?? { kind: 'bytes', value: 1000 };
  return {
    name: 'heap',
    target: { kind: 'heap' },
    limit,
    clear: { ...limit, value: 0.9 * limit.value },
    forSeconds: 60,
    repeatSeconds: 600,
    severity: 'warning',
    ...overrides,
  };
}

function parse(text: unknown): Budget[] {
  return parseBudgets(text, 'budgets');
}

describe('a target', () => {
  for (const kind of ['traced', 'retained', 'heap', 'rss', 'external'] as const) {
    it(`the target ${kind} is read and names the budget`, () => {
      assert.deepEqual(parse(`${kind}=1000`), [budget({ name: kind, target: { kind } })]);
    });
  }

  for (const kind of ['site', 'file', 'package'] as const) {
    it(`the target ${kind}: with a glob is read and names the budget as written`, () => {
      const target = { kind, glob: 'src/{cache,store}/**' };
      assert.deepEqual(parse(`${kind}:src/{cache,store}/**=1000`), [
        budget({ name: `${kind}:${target.glob}`, target }),
      ]);
    });
  }

  for (const [written, glob, name] of [
    ['site:(anonymous) /app/x.js:3', '(anonymous) /app/x.js:3'],
    [
      'site:MemoryStore.set express-session/session/memory.js:121',
      'MemoryStore.set express-session/session/memory.js:121',
    ],
    ['file:/srv/größe ünïcode/**', '/srv/größe ünïcode/**'],
    ['package:@scope/*', '@scope/*'],
    ['package:!express', '!express'],
    ['site:"a=b;c"', 'a=b;c', 'site:a=b;c'],
    ['site: "spaced" ', 'spaced', 'site: spaced'],
    ['site:  src/**  ', 'src/**', 'site:  src/**'],
    ['site:get [Symbol.iterator] src/x.js:9', 'get [Symbol.iterator] src/x.js:9'],
  ] as const) {
    it(`the glob of ${written} is ${glob}`, () => {
      const [found] = parse(`${written}=1000`);
      assert.deepEqual(found?.target, { kind: written.slice(0, written.indexOf(':')), glob });
      assert.equal(found.name, name ?? written);
    });
  }
});

describe('a limit', () => {
  for (const [written, limit] of [
    ['1', { kind: 'bytes', value: 1 }],
    ['1.5', { kind: 'bytes', value: 2 }],
    ['4096', { kind: 'bytes', value: 4096 }],
    ['7b', { kind: 'bytes', value: 7 }],
    ['512MiB', { kind: 'bytes', value: 512 * MIB }],
    ['512 mib', { kind: 'bytes', value: 512 * MIB }],
    ['1.5GIB', { kind: 'bytes', value: 1.5 * 1024 * MIB }],
    ['64MB', { kind: 'bytes', value: 64e6 }],
    ['2 kB', { kind: 'bytes', value: 2000 }],
    ['1TiB', { kind: 'bytes', value: 2 ** 40 }],
    ['80%', { kind: 'share', value: 0.8 }],
    ['80 %', { kind: 'share', value: 0.8 }],
    ['100%', { kind: 'share', value: 1 }],
    ['0.5%', { kind: 'share', value: 0.005 }],
    ['1MiB/s', { kind: 'rate', value: MIB }],
    ['60MiB/min', { kind: 'rate', value: MIB }],
    ['60MiB/m', { kind: 'rate', value: MIB }],
    ['3600 KiB / H', { kind: 'rate', value: 1024 }],
    ['86400/d', { kind: 'rate', value: 1 }],
  ] as const) {
    it(`the limit ${written} is read as ${limit.kind} of ${limit.value}`, () => {
      assert.deepEqual(parse(`retained=${written}`)[0]?.limit, limit);
      assert.deepEqual(parse(`retained = ${written} for 1s`)[0]?.limit, limit);
      assert.deepEqual(parse(`retained=${written};heap=1`)[0]?.limit, limit);
    });
  }

  it('a budget clears at nine tenths of its limit where nothing else is said', () => {
    for (const [text, clear] of [
      ['heap=1000', { kind: 'bytes', value: 900 }],
      ['heap=50%', { kind: 'share', value: 0.45 }],
      ['site:a=1000/s', { kind: 'rate', value: 900 }],
    ] as const) {
      assert.deepEqual(parse(text)[0]?.clear, clear);
    }
  });
});

describe('an option', () => {
  for (const [written, overrides] of [
    ['for 90s', { forSeconds: 90 }],
    ['for 0', { forSeconds: 0 }],
    ['for 1.5 min', { forSeconds: 90 }],
    ['for 250ms', { forSeconds: 0.25 }],
    ['for 7d', { forSeconds: 604_800 }],
    ['repeat 4h', { repeatSeconds: 14_400 }],
    ['repeat 0s', { repeatSeconds: 0 }],
    ['clear 700', { clear: { kind: 'bytes', value: 700 } }],
    ['clear 1000', { clear: { kind: 'bytes', value: 1000 } }],
    ['severity critical', { severity: 'critical' }],
    ['severity warning', {}],
    ['as größe/1:a', { name: 'größe/1:a' }],
    [
      'as n severity critical repeat 1h clear 1KB for 1s',
      {
        name: 'n',
        severity: 'critical',
        repeatSeconds: 3600,
        clear: { kind: 'bytes', value: 1000 },
        forSeconds: 1,
      },
    ],
  ] as const) {
    it(`the options "${written}" are read`, () => {
      assert.deepEqual(parse(`heap=1000 ${written}`), [budget(overrides)]);
    });
  }

  it('a limit that is a share clears at a share, and a rate at a rate', () => {
    assert.deepEqual(parse('heap=80% clear 70%')[0]?.clear, { kind: 'share', value: 0.7 });
    assert.deepEqual(parse('site:a=60/min clear 30/min')[0]?.clear, { kind: 'rate', value: 0.5 });
  });
});

describe('several budgets', () => {
  const names = (given: unknown): string[] => parse(given).map(({ name }) => name);

  it('budgets stand with ; between them, whatever the space and however many', () => {
    assert.deepEqual(names('heap=1;rss=2'), ['heap', 'rss']);
    assert.deepEqual(names('\n heap=1 for 1s ;\t;; rss=2 as r;\r\n'), ['heap', 'r']);
    assert.deepEqual(names(''), []);
    assert.deepEqual(names(' ; ; '), []);
  });

  it('budgets may stand in a list of texts', () => {
    assert.deepEqual(names(['heap=1; rss=2', 'external=3', '']), ['heap', 'rss', 'external']);
    assert.deepEqual(names([]), []);
  });

  it('several budgets on one target have names of their own', () => {
    assert.deepEqual(names('heap=1 as a; heap=2 as b; heap=3'), ['a', 'b', 'heap']);
  });

  it('more than a hundred budgets are refused', () => {
    const many = (count: number): string => Array.from({ length: count }, (_, n) => `heap=1 as n${n}`).join(';');
    assert.equal(names(many(100)).length, 100);
    assert.throws(() => parse(many(101)), {
      code: 'ERR_HEAPGAUGE_INVALID_OPTION',
      message: /, expected no more than 100 budgets$/,
    });
  });
});

describe('an error', () => {
  const messageOf = (given: unknown): string => {
    try {
      parse(given);
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };

  it('an error names the option, shows the text and the character, and says what is accepted there', () => {
    assert.equal(
      messageOf('rss=1GiB; heap=lots'),
      'budgets: got "rss=1GiB; heap=lots", at character 16 found "lots", ' +
        'expected an amount ("512MiB"), a share above 0 to 100% ("80%") or a rate ("1MiB/min")',
    );
  });

  it('an error in a list of texts says in which text it is, and counts its characters', () => {
    assert.match(messageOf(['heap=1', 'rss=']), /^budgets\[1\]: got "rss=", at character 5 found the end, expected /);
  });

  it('an error in a long text shows the surroundings of its place', () => {
    const text = `${'heap=1 as a; '.repeat(1)}rss=1GiB for soon; ${'external=1GiB; '.repeat(9)}`;
    const message = messageOf(text);
    assert.match(message, /got "heap=1 as a; rss=1GiB for soon; external=1GiB; .*…", at character 27 found "soon", /);
  });

  it('a name that is taken, also in another text, is refused', () => {
    for (const given of ['heap=1;heap=2', ['heap=1', 'heap=2'], 'rss=1 as heap; heap=2']) {
      assert.match(messageOf(given), /expected a name other than "heap", which is taken: "as NAME" gives one$/);
    }
  });

  it('a budget that is not text is refused', () => {
    for (const given of [5, null, {}, true, [5], [['heap=1']]]) {
      assert.match(messageOf(given), /^budgets(\[0\])?: got .*, expected a text such as "heap=80%; .*"$/);
    }
  });
});
