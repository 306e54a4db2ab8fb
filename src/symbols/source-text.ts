import { JsonReader } from './json-reader.js';

/**
 * Reads the text of one source of a map that carries it.
 *
 * @param section the index of the section among all of the map, in their order
 * @param source the index of the source in the section
 * @param longest the size in bytes of the longest text that is read
 * @returns `undefined` where the map carries none
 */
export function readSourceText(
  json: Iterable<Buffer>,
  { section, source, longest }: { section: number; source: number; longest: number },
): string | undefined {
  const reader = new JsonReader(json);
  let text: string | undefined;
  let passed = 0;
  const readTextIn = (): void => {
    const seen = { sections: false };
    reader.object((member) => {
      if (member === 'sections') {
        seen.sections = true;
        reader.array(() => {
          reader.object((of) => {
            if (of === 'map') readTextIn();
            else reader.skip();
          });
        });
      } else if (member === 'sourcesContent' && passed === section && reader.isArray()) {
        let index = 0;
        reader.array(() => {
          if (index === source) text = reader.string(longest);
          else reader.skip();
          index += 1;
        });
      } else reader.skip();
    });
    if (!seen.sections) passed += 1;
  };
  readTextIn();
  return text;
}
