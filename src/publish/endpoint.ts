/** The address that something is posted to, and the headers sent along. */
export interface Endpoint {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes the endpoint for JSON at a path below a base address. A name and password in the address become a header;
 * a header that is given goes before them.
 */
export function endpointOf(baseUrl: string, path: string, headers: Readonly<Record<string, string>>): Endpoint {
  const base = new URL(baseUrl);
  const { username, password } = base;
  base.username = base.password = '';
  base.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  return {
    address: base.href,
    headers: { 'content-type': 'application/json', ...authorizationOf(username, password), ...lowerCased(headers) },
  };
}

function authorizationOf(username: string, password: string): Record<string, string> {
  if (username + password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Writes names in small letters: two spellings of one name would be sent as one header with two values. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
