import type { ScriptFunction } from '../../src/symbols/code-place.js';
import type { Random } from './random.js';

/** A script, its map, and functions to look up in it. */
export interface RandomMap {
  readonly code: string;
  readonly json: string;
  readonly asked: readonly ScriptFunction[];
}

/** The properties of a random map. */
export interface RandomMapOptions {
  /** The number of mappings, of each section where there are some. */
  readonly segments: number;
  /** The number of lines that the mappings lie on. */
  readonly lines: number;
  /** The number of sections; without it the map has none. */
  readonly sections?: number;
  /** Has mappings that do not stand in order. */
  readonly isShuffled?: boolean;
  /** Writes letters of the mappings as JSON's escapes. */
  readonly hasEscapes?: boolean;
}

/** The parts of the random script: identifiers of several lengths, and letters that take several bytes. */
const WORDS = ['a', 'b', 'ab', 'é', '漢', '🙂', ' ', '(', '=', 'function ', '{', 'class ', '.', ':', 'async '];

/** Makes a script and a map of it at random; the same random numbers make the same. */
export function randomMap(random: Random, options: RandomMapOptions): RandomMap {
  const below = (count: number): number => Math.floor(random.uniform() * count);
  const { lines, sections } = options;
  const columns = Math.ceil((4 * options.segments) / lines) + 10;
  const words = Array.from({ length: lines * (sections ?? 1) }, () =>
    Array.from({ length: Math.ceil(columns / 2) }, () => WORDS[below(WORDS.length)] ?? '').join(''),
  );
  const part = (): object => oneMap(below, columns, options);
  const map =
    sections === undefined
      ? part()
      : {
          version: 3,
          sections: Array.from({ length: sections }, (_, index) => ({
            // Some begin in the middle of a line that the one before has mappings on.
            offset: { line: index * (lines - 1), column: index === 0 ? 0 : below(columns) },
            map: part(),
          })),
        };
  let json = JSON.stringify(map);
  if (options.hasEscapes === true)
    json = json.replaceAll('/', '\\/').replaceAll('E', '\\u0045').replaceAll(';', '\\u003B');
  const asked = Array.from({ length: 300 }, () => ({
    functionName: ['a', 'b', 'ab', 'a.b', 'get a', 'é', ''][below(7)] ?? '',
    line: 1 + below(words.length + 2),
    column: 2 + below(2 * columns),
  }));
  return { code: words.join('\n'), json, asked };
}

function oneMap(
  below: (count: number) => number,
  columns: number,
  { segments, lines, sections, isShuffled = false }: RandomMapOptions,
): object {
  const [sources, names] = [1 + below(5), 1 + below(segments)];
  // Where sections are put together, what one lacks is taken from the next: nothing to compare with.
  const named = sections === undefined ? sources + 1 : sources;
  const mappings: number[][][] = Array.from({ length: lines }, () => []);
  for (let index = 0; index < segments; index += 1) {
    const column = below(columns);
    const place = [column, below(named), below(1000), below(100)] as const;
    const segment = ([[column], [...place], [...place, below(names)]] as const)[below(3)] ?? [column];
    mappings[below(lines)]?.push([...segment]);
  }
  if (!isShuffled) for (const line of mappings) line.sort(([a = 0], [b = 0]) => a - b);
  return {
    version: 3,
    ...(below(2) === 0 ? {} : { sourceRoot: ['src', '/srv/app', 'webpack://app'][below(3)] }),
    sources: Array.from({ length: sources }, (_, index) => (below(5) === 0 ? null : `quoted "${index}"\\ é.ts`)),
    sourcesContent: Array.from({ length: sources }, () =>
      below(3) === 0 ? null : 'text "\\" \\\\" [{,:}] \n'.repeat(below(9)),
    ),
    names: Array.from({ length: names }, (_, index) => `name${index}${['', '"', '漢', '\\'][below(4)] ?? ''}`),
    mappings: encode(mappings),
  };
}

/** Encodes the mappings of each line as a source map has them. */
function encode(lines: ReadonlyArray<readonly number[][]>): string {
  const before = [0, 0, 0, 0, 0];
  return lines
    .map((segments) => {
      before[0] = 0;
      return segments
        .map((segment) =>
          segment
            .map((value, field) => {
              const difference = value - (before[field] ?? 0);
              before[field] = value;
              return encodeNumber(difference);
            })
            .join(''),
        )
        .join(',');
    })
    .join(';');
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encodeNumber(value: number): string {
  let text = '';
  let rest = value < 0 ? 2 * -value + 1 : 2 * value;
  do {
    text += DIGITS[(rest & 31) | (rest > 31 ? 32 : 0)] ?? '';
    rest >>>= 5;
  } while (rest > 0);
  return text;
}
