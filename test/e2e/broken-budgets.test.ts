import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { resolveOptions } from '../../src/application/options.js';
import { parseBudgets } from '../../src/budget/grammar.js';
import * as budgets from '../support/broken-budgets.js';
import * as configs from '../support/broken-configs.js';
import { randomFrom } from '../support/random.js';
import { fixture, runNode } from '../support/run-node.js';

/** The number of broken texts, by hand and by chance together. */
const TEXTS = 200;
const FILES = 200;
const LONGEST_MESSAGE = 600;

const folder = mkdtempSync(join(tmpdir(), 'heapgauge-broken-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function save(text: string, name = 'config.json'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const random = randomFrom(20);
const textsByHand = budgets.brokenByHand();
const filesByHand = configs.brokenByHand();
const texts = fill(TEXTS, textsByHand, () => budgets.brokenByChance(random));
const files = fill(FILES, filesByHand, () => configs.brokenByChance(random, save));

/** Gives the inputs made by hand and as many others as are missing, none twice. */
function fill<T extends { readonly text: string }>(count: number, byHand: readonly T[], make: () => T): T[] {
  const found = new Map(byHand.map((one) => [one.text, one]));
  assert.equal(found.size, byHand.length);
  while (found.size < count) {
    const one = make();
    if (!found.has(one.text)) found.set(one.text, one);
  }
  return [...found.values()];
}

/** The message, once it is known to be one of ours on one line of a length a person reads. */
function messageOf(act: () => unknown, what: string): string {
  const error = budgets.errorOf(act) ?? assert.fail(`${JSON.stringify(what.slice(0, 200))} is accepted`);
  assert.equal(error.code, 'ERR_HEAPGAUGE_INVALID_OPTION');
  assertReadable(error.message);
  return error.message;
}

function assertReadable(message: string): void {
  assert.ok(message.length <= LONGEST_MESSAGE, `${message.length} characters: ${message}`);
  assert.doesNotMatch(message, /[\p{Cc}\p{Zl}\p{Zp}]|undefined$/u);
}

describe(`${TEXTS} broken texts of budgets`, () => {
  it('a broken text of budgets is one message with the character and what is accepted there', () => {
    for (const { text } of texts) {
      const message = messageOf(() => parseBudgets(text, 'HEAPGAUGE_BUDGETS'), text);
      const [, at = 'none', found = 'none'] =
        /^HEAPGAUGE_BUDGETS: got ".*", at character (\d+) found (the end|".+"), expected .+$/.exec(message) ?? [];
      assert.ok(Number(at) >= 1 && Number(at) <= text.length + 1, message);
      // What is shown stands where it is said to stand.
      const shown = found === 'the end' ? '' : text.slice(Number(at) - 1).split(/[;\s]/, 1)[0] || ';';
      if (found === 'the end') assert.equal(Number(at), text.length + 1, message);
      else if (/^[ -~]+$/.test(shown)) assert.equal(found, JSON.stringify(shown.slice(0, 30)), message);
    }
  });

  it('the message on a broken text of budgets points at the character that is at fault', () => {
    for (const { text, at = NaN, accepted = /$./ } of textsByHand) {
      const message = messageOf(() => parseBudgets(text, 'budgets'), text);
      const [, found = 'none', expected = message] =
        /, at character (\d+) found (?:the end|".*?"), expected (.*)$/.exec(message) ?? [];
      assert.equal(Number(found), at + 1, message);
      assert.match(expected, accepted, message);
    }
  });
});

describe(`${FILES} broken configuration files`, () => {
  it('a broken configuration file is one message with the file, the option or line and column, and what is accepted there', () => {
    for (const { text } of files) {
      const path = save(text);
      const message = messageOf(() => configs.optionsOfFile(path), text);
      assert.ok(message.startsWith(`${path}:`), message);
      const said = message.slice(path.length);
      const [, line, column] = /^:(\d+):(\d+): not JSON: .+, expected .+$/.exec(said) ?? [];
      if (line === undefined) {
        assert.match(said, /^: (?:[\w.]+(?:\[\d+\])?: )?got .+, expected .+$/, message);
        continue;
      }
      const lines = text.split(/\r\n?|\n/);
      assert.ok(Number(line) >= 1 && Number(line) <= lines.length, message);
      assert.ok(Number(column) >= 1 && Number(column) <= (lines[Number(line) - 1] ?? '').length + 1, message);
    }
  });

  it('the message on a broken configuration file names the option or the character that is at fault', () => {
    for (const { text, place = '', accepted = /$./ } of filesByHand) {
      const path = save(text);
      const message = messageOf(() => configs.optionsOfFile(path), text);
      assert.ok(message.startsWith(path + place), `${path}${place} in ${message}`);
      assert.match(message, accepted, message);
    }
  });
});

describe('broken input of any size', () => {
  const MEBI = 2 ** 20;
  const sized: Readonly<Record<string, string>> = {
    letters: 'a'.repeat(MEBI),
    'a target and no more': `site:${'a'.repeat(MEBI)}`,
    brackets: `site:${'(*|{['.repeat(MEBI / 5)}=1`,
    digits: `heap=${'9'.repeat(MEBI)}`,
    spaces: `heap${' '.repeat(MEBI)}80%`,
    separators: `${'; '.repeat(MEBI / 2)}x`,
    options: `heap=1 ${'for '.repeat(MEBI / 4)}`,
    'a name': `heap=1 as ${'n'.repeat(MEBI)}`,
    'control characters': '\u0000\u001b\u009b\u2028'.repeat(MEBI / 4),
    'halves of pairs': '\ud83d'.repeat(MEBI),
    budgets: 'heap=1;'.repeat(MEBI / 7),
  };
  for (const [what, text] of Object.entries(sized)) {
    it(`broken budgets of any size are one short message: ${what} in a text`, () => {
      messageOf(() => parseBudgets(text, 'HEAPGAUGE_BUDGETS'), text);
    });

    it(`broken budgets of any size are one short message: ${what} in a file`, () => {
      // One MiB is the longest that is read.
      const path = save(JSON.stringify({ budgets: text.slice(-MEBI / 8) }));
      messageOf(() => configs.optionsOfFile(path), text);
    });
  }

  for (const [what, text] of Object.entries({
    'more than a MiB': ' '.repeat(MEBI + 1),
    'a MiB of space': ' '.repeat(MEBI),
    'a MiB of lines': '\n'.repeat(MEBI),
    'a MiB of brackets': '['.repeat(MEBI),
    'brackets that are closed': '['.repeat(10_000) + ']'.repeat(10_000),
    'objects in objects': '{"leak":'.repeat(10_000),
    'a name': `{"${'n'.repeat(MEBI - 10)}":1}`,
    'a text': `{"starter":"${'x'.repeat(MEBI - 20)}"}`,
    'a text without end': `{"starter":"${'\\\\'.repeat(MEBI / 2 - 20)}`,
    'a number': `{"topSites":${'1'.repeat(MEBI - 20)}}`,
    'a label': `{"alertmanager":{"url":"http://a","labels":{"${'x-'.repeat(MEBI / 4)}":""}}}`,
    'a header': `{"alertmanager":{"url":"http://a","headers":{"${'x'.repeat(MEBI / 4)}":1}}}`,
    'an address': `{"alertmanager":"${'x,'.repeat(MEBI / 4)}"}`,
    'many names': `{${Array.from({ length: 1e5 }, (_, n) => `"${n}":1`).join(',')}}`,
  })) {
    it(`a broken file of any size is one short message: ${what}`, () => {
      const path = save(text);
      messageOf(() => configs.optionsOfFile(path), text);
    });
  }

  for (const [what, path] of [
    ['a device without end', '/dev/zero'],
    ['a folder', folder],
    ['no file', join(folder, 'none.json')],
    ['no path', 'a\0b'],
    ['a path of a hundred thousand characters', `/${'p'.repeat(1e5)}`],
  ] as const) {
    it(`a path that is not a JSON file is one short message that names the variable: ${what}`, () => {
      const message = messageOf(() => configs.optionsOfFile(path), path);
      assert.match(message, /^HEAPGAUGE_CONFIG: .*, expected a JSON file/);
    });
  }

  it('a long path of a broken file is shown with its end', () => {
    const long = join(folder, 'd'.repeat(200));
    mkdirSync(long);
    const path = join(long, 'config.json');
    writeFileSync(path, '{');
    assert.match(
      messageOf(() => configs.optionsOfFile(path), path),
      /…d+\/config\.json:1:2: not JSON: it ends too early,/,
    );
  });

  it('a byte order mark and the line ends of Windows do not break a file', () => {
    const path = save('\ufeff{\r\n"topSites": 7,\r\n"prometheus": false\r\n}\r\n');
    assert.deepEqual(configs.optionsOfFile(path), resolveOptions({ topSites: 7, prometheus: false }));
  });
});

describe('an application with broken budgets', () => {
  it('an application runs on through all broken inputs, each reported in one line', async () => {
    // A variable cannot hold the character that ends it.
    const inVariables = texts.filter(({ text }) => !text.includes('\0'));
    assert.ok(inVariables.length >= 150);
    const environments = [
      ...inVariables.map(({ text }) => ({ HEAPGAUGE_BUDGETS: text })),
      ...files.map(({ text }, n) => ({ HEAPGAUGE_CONFIG: save(text, `${n}.json`) })),
    ];
    const list = save(JSON.stringify(environments), 'environments.json');
    const { stdout, stderr, code } = await runNode(fixture('broken-inputs'), { arguments: [list] });
    assert.equal(stdout, `application ${environments.length}\n`);
    assert.equal(code, 0);
    const said = stderr.split(/^--- \d+\n/m);
    assert.equal(said.shift(), '');
    assert.equal(said.length, environments.length);
    for (const [n, lines] of said.entries()) {
      assert.match(
        lines,
        /^heapgauge: .+, expected .+; this process is not monitored\n$/,
        JSON.stringify(environments[n]),
      );
    }
  });

  for (const [what, environment, line] of [
    [
      'a text',
      { HEAPGAUGE_BUDGETS: 'heap=80% for ever' },
      /HEAPGAUGE_BUDGETS: got "heap=80% for ever", at character 14 /,
    ],
    ['a text of 100 KiB', { HEAPGAUGE_BUDGETS: `heap=${'1'.repeat(1e5)}` }, /HEAPGAUGE_BUDGETS: got "heap=1+…", at /],
    [
      'a file',
      { HEAPGAUGE_CONFIG: save('{\n  "budgets": "heap=lots"\n}', 'a.json') },
      /a\.json: budgets: got "heap=lots", /,
    ],
    [
      'not JSON',
      { HEAPGAUGE_CONFIG: save('{\n  "budgets": \n', 'b.json') },
      /b\.json:3:1: not JSON: it ends too early, /,
    ],
    ['no file', { HEAPGAUGE_CONFIG: join(folder, 'none') }, /HEAPGAUGE_CONFIG: cannot read .+: ENOENT/],
    [
      'a device',
      { HEAPGAUGE_CONFIG: '/dev/zero' },
      /HEAPGAUGE_CONFIG: cannot read \/dev\/zero: it is not a regular file, expected a JSON file/,
    ],
  ] as const) {
    it(`an application starts all the same, and one line says what is wrong: ${what}`, async () => {
      const { stdout, stderr, code } = await runNode(fixture('application'), {
        nodeOptions: ['--import', 'heapgauge/register'],
        env: environment,
      });
      assert.match(stderr, /^heapgauge: .+, expected .+; this process is not monitored\n$/);
      assert.match(stderr, line);
      assert.equal(stdout, 'application 10000\n');
      assert.equal(code, 0);
    });
  }
});
