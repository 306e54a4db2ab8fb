import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readRegularFile } from '../values/read-file.js';

/** The size of the largest script or map that is read. */
const LARGEST_FILE_BYTES = 64 * 2 ** 20;

/** Matches what a comment may name as its map; with quotes it would be a text of the program (ECMA-426). */
const REFERENCE = /^[^\s"'`]+(?=\s|$)/;

/** A script and its source map, as text. */
export interface MappedScript {
  readonly code: string;
  /** The map as JSON. */
  readonly json: string;
  /** The URL that the map's sources are relative to. */
  readonly url: string;
}

/**
 * Reads a script and its map: the one named in the script's last comment, inline or in a file, or else the one that lies
 * beside the script as `script.map`. Throws where there is none.
 */
export function findMap(script: string): MappedScript {
  const code = readText(script);
  const comment = code.lastIndexOf('//# sourceMappingURL=');
  const reference = comment === -1 ? '' : (REFERENCE.exec(code.slice(comment + 21))?.[0] ?? '');
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(reference);
  if (inline !== null) {
    const data = reference.slice(inline[0].length);
    const json = inline[1] === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString('utf8');
    return { code, json, url: pathToFileURL(script).href };
  }
  const file =
    reference === '' || reference.includes('://')
      ? `${script}.map`
      : resolve(dirname(script), decodeURIComponent(reference));
  return { code, json: readText(file), url: pathToFileURL(file).href };
}

function readText(path: string): string {
  return readRegularFile(path, LARGEST_FILE_BYTES).toString('utf8');
}
