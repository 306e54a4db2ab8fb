import { parseBudgets } from '../../src/budget/grammar.js';
import { HeapgaugeError } from '../../src/values/errors.js';
import { below, oneFrom } from './random-snapshot.js';
import type { Random } from './random.js';

/** A text that cannot be read as budgets. */
export interface BrokenText {
  readonly text: string;
  /** The offset of its fault from 0, where that is known beforehand. */
  readonly at?: number;
  /** The pattern of what the error has to say is accepted there. */
  readonly accepted?: RegExp;
}

const TARGET = /^traced, retained, heap, rss, external, or site:, file:, package: and a glob$/;
const LIMIT = /^an amount \("512MiB"\), a share above 0 to 100% \("80%"\) or a rate \("1MiB\/min"\)$/;
const EQUALS = /^"=" and a limit$/;
const COLON = /^":" and a glob, as in (site|file|package):src\/cache\/\*\*=64MiB$/;
const GLOB = /^a glob such as src\/cache\/\*\*, of 500 characters at the most$/;
const OPTION = /^for, clear, repeat, severity or as, then ";" and the next budget \(".*"\)$/;
const DURATION = /^a duration from 0s to 7d, such as 90s, 2min or 4h$/;
const CLEAR = /^(an amount|a share|a rate) like the limit, and no more than it$/;
const NO_RATE = /^an amount or a share of \w+: growth is measured of retained, site:, file: and package:$/;
const SEVERITY = /^warning or critical$/;
const NAME = /^a name without spaces, ; = and ", of 100 characters at the most$/;

/** Texts written by hand, in which `^` stands before the fault. */
const BY_HAND: ReadonlyArray<readonly [accepted: RegExp, ...marked: string[]]> = [
  [TARGET, '^=1MiB', '^80%', '^HEAP=80%', '^Heap=80%', '^heapUsed=1', '^hëap=1', '^"heap"=1', '^*=1MiB'],
  [TARGET, '^used=80%', 'heap=80%; ^memory=1GiB', 'heap=1;^512MiB', '^sites:a=1', ' \t^-', '^{"heap":1}', '^512MiB'],
  [TARGET, '^\u0000heap=1', '^\ud800=1', '^💥=1', '^\u200bheap=1', '^heaps=1'],
  [EQUALS, 'heap^', 'heap ^80%', 'heap^:80%', 'heap^>80%', 'heap^;rss=1', 'rss ^is 1GiB', 'site:a^', 'site:"a" ^b=1'],
  [EQUALS, 'heap ^% 80', 'site:src/**^;heap=1', 'heap^:a=1', 'heap^\u0000=1'],
  [COLON, 'site^=1', 'file ^=1', 'package^', 'site ^: a=1', 'file^/a=1', 'heap=1;package^@a=1'],
  [GLOB, 'site:^=1', 'file: ^=1', 'package:^', 'site:^""=1', 'site:^;heap=1', 'file:^[z-a]=1', 'file:^src\\=1'],
  [GLOB, `site:^${'a'.repeat(501)}=1`, `file:^${'{'.repeat(400)}=1`, `package:^"${'*('.repeat(300)}"=1`],
  [/^a quotation mark at the end of the glob$/, 'site:"a^', 'heap=1;file:"src/**=1MiB; rss=2^'],
  [
    LIMIT,
    'heap=^',
    'heap= ^',
    'heap=^lots',
    'heap=^-5',
    'heap=^+5',
    'heap=^.5GiB',
    'heap=^=80%',
    'heap=^"80%"',
    'heap=^;',
  ],
  [LIMIT, 'heap=^512M', 'heap=^512Mi', 'heap=^1e9', 'heap=^0', 'heap=^0%', 'heap=^101%', 'heap=^150 %', 'heap=^5XB'],
  [LIMIT, 'heap=^1.2.3', 'heap=^1,5GiB', 'heap=^5.', 'heap=^80%%', 'heap=^80%for 1s', 'heap=^1GiBs', 'heap=^0x10'],
  [LIMIT, 'heap=^99999999TiB', 'site:a=^1MiB/', 'site:a=^1MiB/week', 'site:a=^1MiB/2s', 'site:a=^80%/s', 'heap=^1_000'],
  [LIMIT, 'heap=^١٢', 'heap=^∞', 'heap=^NaN', 'heap=1;rss=^eighty', 'rss=^1GiB=2'],
  [LIMIT, 'heap=80% clear ^', 'heap=80% clear ^low', 'heap=80% clear ^0%', 'heap=80% clear ^;', 'heap=1 clear ^1%x'],
  [NO_RATE, 'heap=^1MiB/min', 'rss=^1/s', 'external=^5KiB/h', 'traced=^1MiB / d', 'heap=80% clear ^1MiB/s'],
  [OPTION, 'heap=80% ^4', 'heap=80% ^FOR 1s', 'heap=80% ^during 5min', 'heap=80% ^, rss=1', 'heap=80% ^rss=1GiB'],
  [OPTION, 'heap=80% for 1min ^and', 'heap=80% ^(critical)', 'heap=1GiB as a ^b', 'heap=1 ^"as"', 'heap=1\n^rss=2'],
  [OPTION, 'heap=512 ^Mi', 'heap=1 ^🚨', 'heap=1 ^=', 'heap=1 ^forever', 'heap=1 severity critical ^!'],
  [
    DURATION,
    'heap=1 for ^',
    'heap=1 for ^soon',
    'heap=1 for ^-1s',
    'heap=1 for ^8d',
    'heap=1 for ^1min30s',
    'heap=1 for ^;',
  ],
  [
    DURATION,
    'heap=1 repeat ^never',
    'heap=1 repeat ^5weeks',
    'heap=1 for ^1.5.2s',
    'heap=1 for ^9e9',
    'heap=1 for ^1µs',
  ],
  [CLEAR, 'heap=1MiB clear ^2MiB', 'heap=80% clear ^81%', 'heap=80% clear ^1MiB', 'heap=1MiB clear ^50%'],
  [CLEAR, 'site:a=1/s clear ^1', 'site:a=1KiB clear ^1/s', 'site:a=1/min clear ^1/s'],
  [
    SEVERITY,
    'heap=1 severity ^',
    'heap=1 severity ^high',
    'heap=1 severity ^Critical',
    'heap=1 severity ^2',
    'heap=1 severity ^info',
  ],
  [
    NAME,
    'heap=1 as ^',
    'heap=1 as ^;',
    'heap=1 as ^"a"',
    'heap=1 as ^=',
    `heap=1 as ^${'n'.repeat(101)}`,
    'heap=1 as ^a=b',
  ],
  [/^"for" once only$/, 'heap=1 for 1s ^for 2s', 'rss=1; heap=1 for 1s as a ^for 1s'],
  [/^"as" once only$/, 'heap=1 as a ^as b'],
  [/^"clear" once only$/, 'heap=80% clear 70% ^clear 60%'],
  [/^"repeat" once only$/, 'heap=1 repeat 1h ^repeat 1h'],
  [/^"severity" once only$/, 'heap=1 severity warning ^severity critical'],
  [/^a name other than "heap", which is taken: "as NAME" gives one$/, 'heap=1;^heap=2', 'rss=1 as heap;\n^heap=2'],
  [/^a name other than "site:a", which is taken/, 'site:a=1; ^site:"a"=2'],
  [/^no more than 100 budgets$/, `${Array.from({ length: 100 }, (_, n) => `heap=1 as n${n};`).join('')}^rss=1`],
];

const GOOD = [
  'heap=80% for 2min clear 70% repeat 4h severity critical as heap-share; site:src/cache/**=64MiB',
  'rss=1GiB; external=256 MiB for 0 ; retained=1MiB/min severity warning',
  'site:(anonymous) /app/x.js:3=64MB clear 32MB;package:@scope/*=5%',
  'file:"src/a;b=c/**"=10KiB/s for 90s clear 5KiB/s; traced=50% as half',
];

/** Pieces that are put where they seldom belong. */
const SCRAPS = [
  '=',
  ';;=',
  '"',
  '%',
  '/',
  '!',
  '#',
  '-',
  ',',
  'x',
  ' 7',
  ' for',
  ' as',
  '\n',
  '\u0000',
  '🚨',
  '\ud800',
  ' for 1s for 1s',
];

/** Returns the texts written by hand. */
export function brokenByHand(): BrokenText[] {
  return BY_HAND.flatMap(([accepted, ...marked]) =>
    marked.map((text) => ({ text: text.replace('^', ''), at: text.indexOf('^'), accepted })),
  );
}

/** Changes a good text until it cannot be read any more. */
export function brokenByChance(random: Random): BrokenText {
  for (;;) {
    const text = mutated(random, oneFrom(random, GOOD));
    if (errorOf(() => parseBudgets(text, 'budgets')) !== undefined) return { text };
  }
}

/** Returns the error of this package that a call throws, or `undefined` where it throws none. */
export function errorOf(act: () => unknown): HeapgaugeError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof HeapgaugeError) return error;
    throw error;
  }
}

/** Makes one to three small changes to a text, as hands and editors make them. */
export function mutated(random: Random, sound: string, scraps: readonly string[] = SCRAPS): string {
  let text = sound;
  for (let changes = 1 + below(random, 3); changes > 0; changes -= 1) {
    const [at, end] = [below(random, text.length), below(random, text.length)];
    const kinds: Array<() => string> = [
      () => text.slice(0, at) + text.slice(at + 1),
      () => text.slice(0, at) + oneFrom(random, scraps) + text.slice(at),
      () => text.slice(0, at) + oneFrom(random, scraps) + text.slice(at + 1),
      () => text.slice(0, 1 + at),
      () => text.slice(0, at) + text.slice(Math.min(at, end), Math.max(at, end)) + text.slice(at),
      () => text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2),
    ];
    text = oneFrom(random, kinds)();
  }
  return text;
}
