/** A series as a query asks for it. */
export interface Selector {
  readonly name: string;
  /** As they are written: `job=~"$job"`. */
  readonly matchers: readonly string[];
  /** In square brackets after it. */
  readonly range: string | undefined;
  /** Innermost function or aggregation around it. */
  readonly within: string | undefined;
}

/** All selectors of a PromQL expression; names without braces are given, too, if they look like ours. */
export function selectorsOf(expr: string): readonly Selector[] {
  const selectors = /\b([a-zA-Z_][\w:]*)\s*(?:\{((?:[^}"]|"(?:[^"\\]|\\.)*")*)\}|(?=$|[^\w:{(]))(?:\[([^\]]+)\])?/g;
  return [...expr.matchAll(selectors)].flatMap(([, name = '', matchers, range], index, all) => {
    if (matchers === undefined && !/^(\w+:)?heapgauge_|^(ALERTS|target_info|up)$/.test(name)) return [];
    const before = expr.slice(0, all[index]?.index);
    return {
      name,
      matchers: matchers?.split(/,\s*/) ?? [],
      range,
      within: /(\w+)\s*(?:by\s*\([^)]*\)\s*)?\($/.exec(before.trimEnd())?.[1],
    };
  });
}
