import type { Stack } from '../../src/growth/group-stacks.js';
import type { Frame } from '../../src/snapshot/frame.js';

const PLACES = new Map<string, Frame>();

/** A function of a script, always the same object: `zod/object` is `object` of the package `zod`, and `save` is one of the application. */
export function placeNamed(name: string): Frame {
  const known = PLACES.get(name);
  if (known !== undefined) return known;
  const [first = '', second] = name.split('/');
  const [packageName, functionName] = second === undefined ? [null, first] : [first, second];
  const place = {
    site: name,
    function: functionName,
    file: `/srv/${name}.js`,
    line: 1,
    column: 0,
    package: packageName,
  };
  PLACES.set(name, place);
  return place;
}

/**
 * Makes stacks of lines such as `timer > handle > save 50`: the functions from the outermost to the one that allocates, and
 * the bytes.
 */
export function scriptedStacks(...lines: readonly string[]): Stack[] {
  return lines.map((line, row) => {
    const [names = '', bytes] = line.split(/ (?=\d+$)/);
    const path = names.split(' > ').map(placeNamed);
    const site = path.at(-1) ?? placeNamed('none');
    return { row, path, site, bytes: Number(bytes), samples: Number(bytes) };
  });
}
