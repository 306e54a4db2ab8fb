import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { nodeBinary, type NodeVersion } from '../matrix/node-versions.js';

const binaries = new Map<NodeVersion, Promise<string>>();

/** The path of a Node.js of a major version, which npm brings once; without a version this very one. */
export function nodeOf(version: NodeVersion | undefined): Promise<string> {
  if (version === undefined) return Promise.resolve(process.execPath);
  const known = binaries.get(version);
  if (known !== undefined) return known;
  const binary = nodeBinary(version, join(tmpdir(), `heapgauge-node-${version}`));
  binaries.set(version, binary);
  return binary;
}
