import { gunzipSync, gzipSync } from 'node:zlib';
import type { HeapgaugeErrorCode } from '../../src/values/errors.js';
import { below, oneFrom } from './random-snapshot.js';
import type { Random } from './random.js';

/** A file that is not a sound snapshot, or one that differs from a sound one in a byte of its envelope. */
export interface MalformedFile {
  readonly bytes: Uint8Array;
  /** The codes of the errors that fit the file. */
  readonly codes: readonly HeapgaugeErrorCode[];
  /** The message that the error must have; any may be there without it. */
  readonly message?: RegExp;
  /** True where the file may still be a sound snapshot. */
  readonly mayBeIntact?: boolean;
}

/** Makes one malformed file from the bytes of a sound one. */
type Maker = (sound: Buffer, random: Random) => MalformedFile;

/** The JSON of a file, to be changed. */
type Content = Record<string, unknown> & Record<'frames' | 'stacks' | 'samples', Record<string, unknown[]>>;

const COLUMNS = [
  ['frames', 'function'],
  ['frames', 'file'],
  ['frames', 'line'],
  ['frames', 'package'],
  ['frames', 'site'],
  ['stacks', 'parent'],
  ['stacks', 'frame'],
  ['samples', 'stack'],
  ['samples', 'weightBytes'],
  ['samples', 'ordinal'],
] as const;
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['function', 'file', 'package', 'site']);
const TABLES = ['frames', 'stacks', 'samples'] as const;
const NO_LIST = [null, true, 5, 'text', {}, { length: 1 }];
const NO_TEXT: readonly unknown[] = [true, 5, 0.5, -1];
const NO_NUMBER: readonly unknown[] = [null, true, '1', 'text'];
const NO_SCHEMA: readonly unknown[] = [
  null,
  true,
  1,
  '',
  'heapgauge.snapshot',
  'heapgauge.snapshot/',
  'heapgauge.snapshot/0',
];
const ODD_SCHEMA: readonly unknown[] = [
  'heapgauge.snapshot/1.5',
  'heapgauge.report/2',
  [],
  {},
  { toString: 1 },
  { length: 2 },
];
const HUGE = ['1e400', '1e308', '9007199254740993', '4294967296e30', '1'.repeat(400)];

const TRUNCATED = { codes: ['ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED'], message: /: ends too early$/ } as const;
const DAMAGED = { codes: ['ERR_HEAPGAUGE_SNAPSHOT_DAMAGED'], message: /: is damaged: ./ } as const;
const OTHER = {
  codes: ['ERR_HEAPGAUGE_NOT_A_SNAPSHOT'],
  message: /: does not hold a heapgauge snapshot$/,
} as const;

/** The answer to a file of another kind; one that starts as a snapshot does counts as damaged. */
const OTHER_OR_DAMAGED = {
  codes: [...OTHER.codes, ...DAMAGED.codes],
  message: /: (does not hold a heapgauge snapshot$|is damaged: .)/,
} as const;

const NESTED = [
  '[',
  '{"a":',
  '{"schema":"heapgauge.snapshot/1","time":[',
  '{"schema":"heapgauge.snapshot/1","frames":{"',
].map((head, n) => gzipSync(n === 3 ? `${head}a":${'['.repeat(1e6)}` : head + (n === 1 ? head : '[').repeat(1e6)));

/** The makers of malformed files, by the kind of fault. */
export const MALFORMED: Readonly<Record<string, Maker>> = {
  'cut short': (sound, random) => ({ bytes: sound.subarray(0, 1 + below(random, sound.length - 1)), ...TRUNCATED }),

  'one bit turned': (sound, random) => {
    const bytes = Buffer.from(sound);
    const at = random.uniform() < 0.3 ? below(random, 12) : below(random, bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    const codes = ['ERR_HEAPGAUGE_NOT_A_SNAPSHOT', ...TRUNCATED.codes, ...DAMAGED.codes] as const;
    return { bytes, codes, mayBeIntact: at > 1 };
  },

  'a list of another type': changed((content, random) => {
    const [table, column] = oneFrom(random, COLUMNS);
    content[table][column] = oneFrom(random, NO_LIST as unknown[][]);
  }),

  'a list of another length': changed((content, random) => {
    const [table, column] = oneFrom(random, COLUMNS);
    if (random.uniform() < 0.5) content[table][column]?.pop();
    else content[table][column]?.push(TEXT_COLUMNS.has(column) ? 'more' : 1);
  }),

  'a value of another type': changed((content, random) => {
    const [table, column] = oneFrom(random, COLUMNS);
    setOne(content, random, table, column, oneFrom(random, TEXT_COLUMNS.has(column) ? NO_TEXT : NO_NUMBER));
  }),

  'a heading of another type': changed((content, random) => {
    const [key, wrong] = oneFrom<readonly [string, readonly unknown[]]>(random, [
      ['time', [null, 5, '', 'no time', [], {}]],
      ['run', [null, 5, '', [], {}]],
      ['sampleIntervalBytes', [null, '1', 0, -1, 1.5, 2 ** 31, [], {}]],
      ['stackDepth', [null, '1', 0, -1, 1.5, 2 ** 31, [], {}]],
      ...TABLES.map((table) => [table, [...NO_LIST, [], [5]]] as const),
    ]);
    content[key] = wrong[below(random, wrong.length)];
  }),

  'another schema': (sound, random) => {
    const schemas = [...NO_SCHEMA, ...ODD_SCHEMA];
    const schema = schemas[below(random, schemas.length)];
    return { ...changed((content) => (content['schema'] = schema))(sound, random), ...OTHER };
  },

  'a missing key': changed((content, random) => {
    const [table, column] = oneFrom(random, COLUMNS);
    const key = oneFrom(random, ['time', 'run', 'sampleIntervalBytes', 'stackDepth', ...TABLES]);
    if (random.uniform() < 0.5) Reflect.deleteProperty(content[table], column);
    else Reflect.deleteProperty(content, key);
  }),

  'brackets a million deep': (_, random) => ({ bytes: oneFrom(random, NESTED), ...OTHER_OR_DAMAGED }),

  'a list for a value': changed((content, random) => {
    const [table, column] = oneFrom(random, COLUMNS);
    setOne(content, random, table, column, []);
  }),

  'a huge number': (sound, random) => {
    const [table, column] = oneFrom(
      random,
      COLUMNS.filter(([, name]) => !TEXT_COLUMNS.has(name)),
    );
    const content = contentOf(sound);
    setOne(content, random, table, column, 'HUGE');
    return { bytes: gzipSync(JSON.stringify(content).replace('"HUGE"', oneFrom(random, HUGE))), ...DAMAGED };
  },

  'a number below what it may be': changed((content, random) => {
    const [table, column, least] = oneFrom(random, [
      ['frames', 'line', 0],
      ['stacks', 'parent', -1],
      ['stacks', 'frame', 0],
      ['samples', 'stack', 0],
      ['samples', 'weightBytes', 1],
      ['samples', 'ordinal', 1],
    ] as const);
    setOne(content, random, table, column, least - 1 - below(random, 1e6));
  }),

  'a row that is not there': changed((content, random) => {
    const [table, column, rows] = oneFrom(random, [
      ['stacks', 'frame', content.frames['function']],
      ['samples', 'stack', content.stacks['parent']],
    ] as const);
    setOne(content, random, table, column, (rows?.length ?? 0) + below(random, 1000));
  }),

  'a stack that calls itself': changed((content, random) => {
    const parents = content.stacks['parent'] ?? [];
    const row = below(random, parents.length);
    parents[row] = row + below(random, parents.length - row);
  }),

  'a newer version': (sound, random) => {
    const version = 2 + below(random, 999_999_990);
    const made = changed((content) => {
      content['schema'] = `heapgauge.snapshot/${version}`;
      if (random.uniform() < 0.5) content.stacks = { tree: [] };
    })(sound, random);
    const message = new RegExp(`: has version ${version}, this heapgauge reads up to 1$`);
    return { ...made, codes: ['ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW'], message };
  },

  'no gzip': (_, random) => {
    const bytes = noise(random);
    bytes[0] = oneFrom(random, [0, 0x7b, 0x50]);
    return { bytes, codes: OTHER.codes, message: /: is not a heapgauge snapshot$/ };
  },

  'an empty file': () => ({ bytes: Buffer.alloc(0), codes: TRUNCATED.codes, message: /: is empty$/ }),

  'gzip of other things': (_, random) => {
    const others = ['', ' ', '{}', '[]', 'null', '5', '"text"', '{"head":{"children":[]}}', '{"name":"heapgauge"}'];
    const broken = ['{"schema":"heapgauge.snapshot/1"', '{"schema":"heapgauge.snapshot/1"}}', 'a,b\n1,2\n', '\ufeff{}'];
    return {
      bytes: gzipSync(oneFrom<string | Buffer>(random, [...others, ...broken, noise(random)])),
      ...OTHER_OR_DAMAGED,
    };
  },
};

function changed(change: (content: Content, random: Random) => unknown): Maker {
  return (sound, random) => {
    const content = contentOf(sound);
    change(content, random);
    return { bytes: gzipSync(JSON.stringify(content)), ...DAMAGED };
  };
}

function contentOf(sound: Buffer): Content {
  return JSON.parse(gunzipSync(sound).toString()) as Content;
}

function setOne(
  content: Content,
  random: Random,
  table: (typeof TABLES)[number],
  column: string,
  value: unknown,
): void {
  const values = content[table][column] ?? [];
  values[below(random, values.length)] = value;
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 1 + below(random, 200) }, () => below(random, 256)));
}
