/** The value of a variable: one text, or several, which are joined to a regular expression of PromQL. */
export type Value = string | readonly string[];

/** Replaces `$name`, `${name}`, `${name:format}` and `[[name]]`. Names without a value stay as they are. */
export function substitute(text: string, values: Readonly<Record<string, Value>>): string {
  return text.replace(
    /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g,
    (match, plain?: string, braced?: string, bracedFormat?: string, squared?: string, squaredFormat?: string) => {
      const name = plain ?? braced ?? squared ?? '';
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? match : format(value, bracedFormat ?? squaredFormat);
    },
  );
}

/** Replaces variables in every string of a JSON value. */
export function substituteDeep<T>(value: T, values: Readonly<Record<string, Value>>): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? substitute(part, values) : part,
  ) as T;
}

/** The values of Grafana's own variables for a query over a range. The rate interval is at least four scrapes. */
export function builtIns(rangeSeconds: number, stepSeconds: number, scrapeSeconds: number): Record<string, string> {
  const rateSeconds = Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds);
  return {
    __interval: `${stepSeconds}s`,
    __interval_ms: String(stepSeconds * 1000),
    __rate_interval: `${rateSeconds}s`,
    __rate_interval_ms: String(rateSeconds * 1000),
    __range: `${rangeSeconds}s`,
    __range_s: String(rangeSeconds),
    __range_ms: String(rangeSeconds * 1000),
  };
}

/** Parses `label_values(metric, label)` or `label_values(label)`. */
export function parseLabelValues(query: string): { readonly match?: string; readonly label: string } | undefined {
  const parts = /^\s*label_values\((?:(.*),)?\s*(\w+)\s*\)\s*$/s.exec(query);
  if (parts?.[2] === undefined) return undefined;
  const match = parts[1]?.trim();
  return match ? { match, label: parts[2] } : { label: parts[2] };
}

function format(value: Value, how: string | undefined): string {
  if (typeof value === 'string') return value;
  if (how === 'csv' || how === 'raw') return value.join(',');
  if (how === 'pipe') return value.join('|');
  const [only] = value;
  if (value.length === 1 && only !== undefined && how === undefined) return escapeRegex(only);
  return `(${value.map(escapeRegex).join('|')})`;
}

/** Escapes a text as Grafana's data source does: within a string of PromQL the backslash is doubled. */
function escapeRegex(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\\\$&');
}
