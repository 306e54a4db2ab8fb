/** Checks of options that say where something is served or posted, and what is sent along. */
import { HeapgaugeError, invalidOption } from './errors.js';
import { printable } from './printable.js';

/**
 * Checks that an option is an address or the name of a host.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function hostName(given: unknown, name: string): string {
  if (typeof given !== 'string' || given === '') throw invalidOption(name, given, 'an address or host name');
  return given;
}

/**
 * Reads addresses of HTTP servers: a list, or one text with commas between them.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, without the password of an address that has one
 */
export function httpAddresses(given: unknown, name: string): string[] {
  const accepted = 'an address such as http://alertmanager:9093, or several';
  const addresses: readonly unknown[] =
    typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [];
  if (addresses.length === 0) throw invalidOption(name, given, accepted);
  return addresses.map((one) => {
    const text = typeof one === 'string' ? one.trim() : '';
    const address = URL.canParse(text) ? new URL(text) : undefined;
    const isUsable = address !== undefined && /^https?:$/.test(address.protocol) && hasReadableCredentials(address);
    // A password in it is nobody's affair.
    if (!isUsable) throw invalidOption(name, typeof one === 'string' ? withoutCredentials(one) : one, accepted);
    return text;
  });
}

function withoutCredentials(text: string): string {
  return text
    .split('/')
    .map((part) => (part.includes('@') ? `…${part.slice(part.lastIndexOf('@'))}` : part))
    .join('/');
}

function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks that an option is an object of headers of a request.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, without the value, which may be a secret
 */
export function httpHeaders(given: unknown, name: string): Record<string, string> {
  const headers = texts(given, name);
  for (const [header, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) throw invalidOption(name, header, 'names of HTTP headers');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new HeapgaugeError(
        'ERR_HEAPGAUGE_INVALID_OPTION',
        `${printable(`${name}.${header}`)}: got a text that is not shown, expected characters that an HTTP header may have`,
      );
    }
  }
  return headers;
}

/**
 * Checks that an option is an object of labels as Prometheus and Alertmanager have them.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function alertLabels(given: unknown, name: string): Record<string, string> {
  const labels = texts(given, name);
  const wrong = Object.keys(labels).find((label) => !/^[a-z_][a-z0-9_]*$/i.test(label));
  if (wrong !== undefined) throw invalidOption(name, wrong, 'labels of letters, digits and _');
  return labels;
}

function texts(value: unknown, name: string): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidOption(name, value, 'an object of texts');
  }
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== 'string') throw invalidOption(`${name}.${key}`, one, 'a text');
  }
  return { ...(value as Record<string, string>) };
}
