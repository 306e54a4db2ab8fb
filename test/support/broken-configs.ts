import { optionsFromEnvironment } from '../../src/application/environment.js';
import { resolveOptions } from '../../src/application/options.js';
import { errorOf, mutated } from './broken-budgets.js';
import { oneFrom } from './random-snapshot.js';
import type { Random } from './random.js';

/** A file that holds no options. */
export interface BrokenConfig {
  readonly text: string;
  /** The text that an error has after the file: line and column from 1 of a text that is not JSON, else the option. */
  readonly place?: string;
  readonly accepted?: RegExp;
}

const NO_JSON = /, expected an object of options such as \{"budgets": "heap=80%"\}$/;
const OPTIONS = /, expected only sampleIntervalBytes, .*, logLevel$/;
const BUDGETS = /^[^ ]+ budgets(\[\d\])?: got .*, at character \d+ found .*, expected ./;
const TEXTS = /, expected a text such as "heap=80%; site:src\/cache\/\*\*=64MiB"$/;
const DURATION = /^[^ ]+ (period|leak\.span|leak\.collectAfter): got .*, expected a duration ./;
const WHOLE = /: got .*, expected a whole number from \d+ to [\d,]+$/;
const NUMBER = /: got .*, expected a number (from [\d.e-]+ to \d+|above 0, at most 1)$/;
const PARTS = /, expected only (host, port|url, headers, labels|span, .*)$/;
const ADDRESS = / alertmanager(\.url)?: got .*, expected an address such as http:\/\/alertmanager:9093, or several$/;

/**
 * The files written by hand; `^` stands before what is at fault: a character that is not JSON, or the name of an
 * option.
 */
const BY_HAND: ReadonlyArray<readonly [accepted: RegExp, ...marked: string[]]> = [
  [
    NO_JSON,
    '^',
    ' \n ^',
    '{^',
    '{"period"^',
    '{"period":^',
    '{"period":1^',
    '{"period":1,^',
    '{"period":1,\n^',
    '{"leak":{^',
  ],
  [NO_JSON, '{"budgets":"heap=80%^', '{"budgets":["heap=80%"^', '{"budgets":["heap=80%",^', '{"leak":{"span":"1h"^'],
  [NO_JSON, '{"period":1}^}', '{"period":1}^x', '{"period":1}\n\n^[]', '{^period:1}', "{^'period':1}"],
  [
    NO_JSON,
    '{"period" ^1}',
    '{"period":^=1}',
    '{^,}',
    '{"period":1,^}',
    '{"period":1 ^"topSites":2}',
    '{"budgets":[1,^]}',
  ],
  [
    NO_JSON,
    '{^// why\n"period":1}',
    '{"period":1 ^/* why */}',
    '{^#}',
    '{"period":^undefined}',
    '{"period":^NaN}',
    '{"a":tru^}',
  ],
  [NO_JSON, '{"period":^.5}', '{"period":^+1}', '{"period":0^1}', '{"period":0^x10}', '{"a":"\\^x"}', '{"a":"\\u12^"}'],
  [
    NO_JSON,
    '{\r\n  "period": 1\r\n  ^"topSites": 2\r\n}',
    '^heap=80%',
    '^period: 1s\nbudgets: heap=80%',
    '^\u0000',
    '\ufeff^\ufeff{}',
  ],
  [
    NO_JSON,
    `${'['.repeat(10_000)}^`,
    `{"leak":${'['.repeat(9)}[${']'.repeat(9)}^}`,
    `${'{"leak":'.repeat(10_000)}{^`,
    `{"a":"at position 5",\n"b":^x}`,
  ],
  [
    /: got (an array|null|true|5|"heap=80%"), expected an object of options$/,
    '[]',
    'null',
    'true',
    ' \n 5',
    '"heap=80%"',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  ],
  [OPTIONS, '{^"heap":"80%"}', '{^"Period":1}', '{"period":1,\n ^"budget":"heap=80%"}', '{^"":1}', '{^"__proto__":{}}'],
  [
    OPTIONS,
    '{^"onAlert":"x"}',
    '{^"meterProvider":{}}',
    '{^"constructor":1}',
    '{^"host":"a"}',
    '{^"span":"1h"}',
    '{^"leak.span":1}',
  ],
  [
    OPTIONS,
    '{^"toString":1}',
    '{^"schema":1}',
    `{^"${'k'.repeat(5000)}":1}`,
    '{^"\\ud800":1}',
    '{^"a\\nb":1}',
    '{^"period ":1}',
  ],
  [
    PARTS,
    '{"prometheus":{^"path":"/"}}',
    '{"leak":{^"window":1}}',
    '{"alertmanager":{^"urls":[]}}',
    '{"leak":{^"__proto__":1}}',
  ],
  [
    DURATION,
    '{^"period":"soon"}',
    '{^"period":0}',
    '{^"period":-1}',
    '{^"period":"2d"}',
    '{^"period":true}',
    '{^"period":[1]}',
  ],
  [
    DURATION,
    '{"leak":{^"span":"long"}}',
    '{"leak":{\n  ^"span":0.5}}',
    '{"leak":{"span":1,^"collectAfter":"x"}}',
    '{^"period":1e999}',
  ],
  [
    WHOLE,
    '{^"topSites":0}',
    '{^"topSites":"9"}',
    '{^"stackDepth":1.5}',
    '{^"topSites":{}}',
    '{"prometheus":{^"port":70000}}',
  ],
  [
    WHOLE,
    '{"prometheus":{"host":"a",\r\n^"port":"http"}}',
    '{^"stackDepth":257}',
    '{\r^"topSites":-1}',
    '{\n^"topSites":1e9}',
  ],
  [
    NUMBER,
    '{^"maxPauseRatio":0}',
    '{^"maxPauseRatio":"1"}',
    '{"leak":{^"falseAlarmsPerWeek":0}}',
    '{"leak":{^"minimumGrowthRatio":11}}',
  ],
  [
    / starter: got .*, expected one of auto, v8, .*/,
    '{^"starter":"magic"}',
    '{^"starter":1}',
    `{^"starter":"${'x'.repeat(9999)}"}`,
  ],
  [
    / logLevel: got .*, expected one of silent, .*/,
    '{^"logLevel":"loud"}',
    '{^"logLevel":0}',
    '{^"logLevel":"\\u001b[31m"}',
  ],
  [
    / sampleIntervalBytes: got .*, expected an amount .*/,
    '{^"sampleIntervalBytes":"12XB"}',
    '{^"sampleIntervalBytes":0}',
  ],
  [
    / prometheus: got .*, expected false or an object with host, port$/,
    '{^"prometheus":true}',
    '{^"prometheus":[]}',
    '{^"prometheus":9464}',
  ],
  [
    / prometheus.host: got .*, expected an address or host name$/,
    '{"prometheus":{^"host":1}}',
    '{"prometheus":{^"host":""}}',
  ],
  [/ leak: got .*, expected an object with span, .*/, '{^"leak":[]}', '{^"leak":true}', '{^"leak":"1h"}'],
  [
    BUDGETS,
    '{^"budgets":"heap"}',
    '{\n\t^"budgets": ["heap=80%", "rss=lots"]}',
    '{^"budgets":"heap=1;heap=2"}',
    '{^"budgets":"heap=1\\n rss"}',
  ],
  [
    BUDGETS,
    '{^"budgets":["heap=1","heap=1"]}',
    '{^"budgets":"\\u0000"}',
    '{^"budgets":"site:a"}',
    `{^"budgets":"${'h'.repeat(1e5)}"}`,
  ],
  [
    TEXTS,
    '{^"budgets":5}',
    '{^"budgets":{}}',
    '{^"budgets":["heap=1",5]}',
    '{^"budgets":[["heap=1"]]}',
    '{^"budgets":[null]}',
  ],
  [
    ADDRESS,
    '{^"alertmanager":"alertmanager:9093"}',
    '{"alertmanager":{^"url":"ftp://a"}}',
    '{"alertmanager":{^"url":["http://a",5]}}',
  ],
  [
    ADDRESS,
    '{"alertmanager":{^"url":[]}}',
    '{"alertmanager":{^"url":"http://a%zz@b"}}',
    '{^"alertmanager":""}',
    '{^"alertmanager":"http://a,"}',
  ],
  [
    / alertmanager: got .*, expected false or a text or an object with url, headers, labels$/,
    '{^"alertmanager":true}',
    '{^"alertmanager":[]}',
  ],
  [
    / alertmanager\.labels: got .*, expected labels of letters, .*/,
    '{"alertmanager":{"url":"http://a",^"labels":{"a-b":"x"}}}',
  ],
  [/ alertmanager\.labels\.a: got 1, expected a text$/, '{"alertmanager":{"url":"http://a",^"labels":{"a":1}}}'],
  [
    / alertmanager\.headers: got .*, expected names of HTTP headers$/,
    '{"alertmanager":{"url":"http://a",^"headers":{"a b":"x"}}}',
  ],
  [
    / alertmanager\.headers\.a: got .*, expected characters that .*/,
    '{"alertmanager":{"url":"http://a",^"headers":{"a":"x\\ny"}}}',
  ],
  [/ alertmanager\.headers: got .*, expected an object of texts$/, '{"alertmanager":{"url":"http://a",^"headers":[]}}'],
];

const GOOD = [
  `{
  "period": "15s",
  "topSites": 20,
  "budgets": ["heap=80% for 2min", "site:src/cache/**=64MiB; rss=1GiB"],
  "leak": { "span": "20min", "collectAfter": true },
  "prometheus": { "host": "127.0.0.1", "port": 0 }
}
`,
  '{"budgets":"retained=1MiB/min as growth","alertmanager":{"url":"http://127.0.0.1:9093","labels":{"team":"a"}}}',
  '{\r\n\t"sampleIntervalBytes": "64KiB",\r\n\t"maxPauseRatio": 0.01,\r\n\t"prometheus": false,\r\n\t"logLevel": "info"\r\n}',
];

const SCRAPS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\',
  '/',
  '-',
  '9',
  'e',
  'null',
  '\n',
  '\r',
  '\u0000',
  '🚨',
  '"period":1,',
];

/** The files written by hand. */
export function brokenByHand(): BrokenConfig[] {
  return BY_HAND.flatMap(([accepted, ...marked]) =>
    marked.map((marks) => ({
      text: marks.replace('^', ''),
      place: accepted === NO_JSON ? lineAndColumn(marks) : optionAt(marks, accepted === OPTIONS || accepted === PARTS),
      accepted,
    })),
  );
}

function lineAndColumn(marks: string): string {
  // A byte order mark takes no column.
  const before = marks.slice(0, marks.indexOf('^')).replace(/^\ufeff/, '');
  const lines = before.split(/\r\n?|\n/);
  return `:${lines.length}:${(lines.at(-1) ?? '').length + 1}: not JSON: `;
}

/** The option with the mark; where there is none of that name, what it would be a part of. */
function optionAt(marks: string, isUnknown: boolean): string {
  const path = marks.includes('^') ? markedPath(JSON.parse(marks.replace('^"', '"^'))) : [];
  const known = (isUnknown ? path.slice(0, -1) : path).join('.');
  return known === '' ? ': got ' : `: ${known}`;
}

function markedPath(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  for (const [key, inner] of Object.entries(value)) {
    if (key.startsWith('^')) return [key.slice(1)];
    const path = markedPath(inner);
    if (path.length > 0) return [key, ...path];
  }
  return [];
}

/** A good file made worse, and one that is no good file any more; `save` writes it where it can be read. */
export function brokenByChance(random: Random, save: (text: string) => string): BrokenConfig {
  for (;;) {
    const text = mutated(random, oneFrom(random, GOOD), SCRAPS);
    if (errorOf(() => optionsOfFile(save(text))) !== undefined) return { text };
  }
}

/** The settings of a process with this file. */
export function optionsOfFile(path: string): unknown {
  const { options, nameOf } = optionsFromEnvironment({ HEAPGAUGE_CONFIG: path });
  return resolveOptions(options, nameOf);
}
