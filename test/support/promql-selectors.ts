/** A selector of a series in a query. */
export interface Selector {
  readonly name: string;
  /** The matchers as they are written, such as `job=~"$job"`. */
  readonly matchers: readonly string[];
  /** The text in square brackets after the selector. */
  readonly range: string | undefined;
  /** The innermost function or aggregation around the selector. */
  readonly within: string | undefined;
}

/**
 * Finds all selectors of a PromQL expression. A name without braces counts if it is one of heapgauge's or of
 * Prometheus's series.
 */
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
