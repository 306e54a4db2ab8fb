import type { Allowance } from './allowance.js';
import { JsonReader } from './json-reader.js';
import { Mappings } from './mappings.js';
import { TextList } from './text-list.js';
import { unescaped } from './unescaped.js';

/** The length in bytes of the longest name or path that is read. */
const LONGEST_TEXT = 16 * 2 ** 10;

/** The memory of a section's objects besides what its parts count themselves, measured on Node 20. */
const BYTES_A_SECTION = 2500;

/** A part of a map, which answers from its place in the script to that of the next. Lines and columns count from 0. */
export interface MapSection {
  readonly line: number;
  readonly column: number;
  readonly sourceRoot: string | undefined;
  readonly sources: TextList;
  readonly names: TextList;
  readonly mappings: Mappings;
}

/** What an object of a map has, one that has sections of its own or one that has mappings. */
interface MapObject {
  sourceRoot?: string | undefined;
  sources?: TextList;
  names?: TextList;
  mappings?: Mappings;
  sections?: readonly MapSection[];
}

/**
 * Reads of a source map what names places, and passes over the text of its sources.
 *
 * @param json the map, piece by piece
 * @returns its sections in the order of the map; a map without sections is one
 * @throws an error where it is not a map, and what the allowance throws
 */
export function readMap(json: Iterable<Buffer>, allowance: Allowance): readonly MapSection[] {
  return sectionsOf(readObject(new JsonReader(json), allowance), { line: 0, column: 0 }, allowance);
}

function readObject(json: JsonReader, allowance: Allowance): MapObject {
  const map: MapObject = {};
  json.object((member) => {
    switch (member) {
      case 'sourceRoot':
        map.sourceRoot = json.string(LONGEST_TEXT);
        break;
      case 'sources':
        map.sources = readTexts(json, allowance);
        break;
      case 'names':
        if (json.isArray()) map.names = readTexts(json, allowance);
        else json.skip();
        break;
      case 'mappings':
        map.mappings = readMappings(json, allowance);
        break;
      case 'sections':
        map.sections = readSections(json, allowance);
        break;
      default:
        json.skip();
    }
  });
  return map;
}

function readTexts(json: JsonReader, allowance: Allowance): TextList {
  const texts = new TextList(allowance);
  json.array(() => {
    texts.add(json.stringAsJson(LONGEST_TEXT) ?? NULL);
  });
  texts.end();
  return texts;
}

const NULL = Buffer.from('null');

function readMappings(json: JsonReader, allowance: Allowance): Mappings {
  const mappings = new Mappings(allowance);
  const decode = unescaped();
  json.pieces((piece) => {
    mappings.add(decode(piece));
  });
  mappings.end();
  return mappings;
}

function readSections(json: JsonReader, allowance: Allowance): MapSection[] {
  const sections: MapSection[] = [];
  json.array(() => {
    let [line, column] = [0, 0];
    let map: MapObject = {};
    json.object((member) => {
      if (member === 'map') map = readObject(json, allowance);
      else if (member === 'offset') {
        json.object((of) => {
          if (of === 'line') line = Number(json.scalar());
          else if (of === 'column') column = Number(json.scalar());
          else json.skip();
        });
      } else json.skip();
    });
    for (const section of sectionsOf(map, { line, column }, allowance)) sections.push(section);
  });
  return sections;
}

/** Gives the sections of an object of a map their place in the script. Throws where it has not what every map has. */
function sectionsOf(
  { sections, sourceRoot, sources, names, mappings }: MapObject,
  offset: Pick<MapSection, 'line' | 'column'>,
  allowance: Allowance,
): readonly MapSection[] {
  if (sections !== undefined) {
    return sections.map((section) => ({
      ...section,
      line: section.line + offset.line,
      column: section.column + offset.column,
    }));
  }
  if (sources === undefined || mappings === undefined) throw new Error('it is not a source map');
  allowance.take(BYTES_A_SECTION);
  return [{ ...offset, sourceRoot, sources, names: names ?? new TextList(allowance), mappings }];
}
