/** The length in characters of the longest key and value that OpenTelemetry's SDK takes. */
const LONGEST_TEXT = 255;

type Environment = Readonly<Record<string, string | undefined>>;

/** Describes this process by OpenTelemetry's variables `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`, as its SDK does. */
export function processAttributes(environment: Environment = process.env): Readonly<Record<string, string>> {
  const name = environment['OTEL_SERVICE_NAME'] ?? '';
  return {
    'service.name': `unknown_service:${process.argv0}`,
    ...listedAttributes(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
    ...(name.trim() === '' ? {} : { 'service.name': name }),
  };
}

/** Reads `key=value,key=value`, percent-encoded. A list with a mistake in it is left out whole, as is specified. */
function listedAttributes(list: string): Record<string, string> {
  const entries = list
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => entry.split('='));
  try {
    const attributes = entries.map((parts) => parts.map((part) => decodeURIComponent(part.trim())));
    return attributes.every(isAttribute) ? Object.fromEntries(attributes) : {};
  } catch {
    return {};
  }
}

function isAttribute(parts: readonly string[]): parts is [key: string, value: string] {
  return parts.length === 2 && parts[0] !== '' && parts.every(({ length }) => length <= LONGEST_TEXT);
}
