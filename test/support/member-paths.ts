/**
 * Lists the members of plain data as paths, each once and in order: `heap`, `heap.usedBytes`, `sites[].growth`. Members of
 * all elements of an array are listed together.
 */
export function memberPaths(value: unknown): string[] {
  const paths = new Set<string>();
  collect(value, '', paths);
  return [...paths].sort();
}

function collect(value: unknown, path: string, paths: Set<string>): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, `${path}[]`, paths);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      const below = path === '' ? key : `${path}.${key}`;
      paths.add(below);
      collect(member, below, paths);
    }
  }
}
