import { types } from 'node:util';

/** Returns true for an error of any realm: Node's errors are of another where a test runner loads this file into its own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
