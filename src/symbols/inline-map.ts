import { fromPercent } from './file-chunks.js';

/** Finds what stands before the data of a map that is in a comment itself, and whether the data is Base64. */
export function startOfInlineMap(text: string): { readonly length: number; readonly isBase64: boolean } | undefined {
  const found = /^data:application\/json[^,]*?(;base64)?,/.exec(text);
  return found === null ? undefined : { length: found[0].length, isBase64: found[1] !== undefined };
}

/** The number of characters that are looked at before the data: an expression must not look through a whole map. */
const LOOKED_AT = 200;

/** Reads the JSON of a map in a `data:` URL; it is `undefined` where there is none. */
export function inlineMap(url: string): Buffer | undefined {
  const start = startOfInlineMap(url.slice(0, LOOKED_AT));
  if (start === undefined) return undefined;
  const data = url.slice(start.length);
  try {
    return start.isBase64 ? Buffer.from(data, 'base64') : Buffer.concat([...fromPercent([Buffer.from(data)])]);
  } catch {
    return undefined;
  }
}
