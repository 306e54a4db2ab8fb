import type { Report } from '../../../src/index.js';

/** Returns true where a text has the name of one of these functions beside its file: `set express-session/session/memory.js`. */
export function isNamedIn(text: string, names: readonly string[]): boolean {
  return names.some((one) => {
    const space = one.lastIndexOf(' ');
    const [name, file] = [one.slice(0, space), one.slice(space + 1)];
    // What stands before the name and between the folders is the site's own; the file is followed by its line.
    return new RegExp(`(?:^|[^\\w$])${escaped(name)} (?:[^\\s:]*/)?${escaped(file)}\\b`).test(text);
  });
}

/** The leaks that a report tells of, a text each that has all names of it. */
export function leaksIn({ suspects, sites }: Report): string[] {
  return [
    ...suspects.map(({ site, parts }) => [site, ...parts.map((part) => part.site)].join(', ')),
    ...sites.filter(({ state }) => state === 'leaking').map(({ site }) => site),
  ];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
