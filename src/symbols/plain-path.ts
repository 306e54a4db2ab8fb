import { fileURLToPath } from 'node:url';

/** Returns a `file:` URL as a path with forward slashes, and any other location as it is, with forward slashes too. */
export function plainPath(location: string): string {
  if (!location.startsWith('file:')) return location.replaceAll('\\', '/');
  try {
    return fileURLToPath(location).replaceAll('\\', '/');
  } catch {
    return location;
  }
}
