import { join } from 'node:path';
import process from 'node:process';
import { install } from './npm.js';

/** Major versions of Node.js, each with the generation of OpenTelemetry JS that npm takes there. */
export const NODE_VERSIONS = [20, 22, 24, 26] as const;

/** One of the {@link NODE_VERSIONS}. */
export type NodeVersion = (typeof NODE_VERSIONS)[number];

/** Returns the versions asked for on the command line or in `HEAPGAUGE_MATRIX`, or all. */
export function chosenVersions(): readonly NodeVersion[] {
  const given =
    process.argv.length > 2 ? process.argv.slice(2) : (process.env['HEAPGAUGE_MATRIX'] ?? '').split(/[ ,]+/);
  const wanted = given.filter((one) => one !== '').map(Number);
  const unknown = wanted.filter((one) => !NODE_VERSIONS.some((version) => version === one));
  if (unknown.length > 0) throw new Error(`Node.js ${unknown.join(', ')}: known are ${NODE_VERSIONS.join(', ')}`);
  return wanted.length === 0 ? NODE_VERSIONS : NODE_VERSIONS.filter((version) => wanted.includes(version));
}

/** The binary of a version: this very one, or one that npm brings into the folder. */
export async function nodeBinary(version: NodeVersion, folder: string): Promise<string> {
  if (version === Number(process.versions.node.split('.', 1)[0])) return process.execPath;
  // What the package `node` would install from a script of its own, and scripts are off here.
  const name = `node-${process.platform}-${process.arch}`;
  await install(process.execPath, folder, { [name]: String(version) });
  return join(folder, 'node_modules', name, 'bin', 'node');
}
