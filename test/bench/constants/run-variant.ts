import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Effort, Measurement } from './measure.js';
import { OVERRIDE } from './names.js';
import { numberOf } from './variants.js';

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));
const HOOK = new URL('override.js', import.meta.url).href;

/** Measures in a process of its own; with a constant of another value where one is given. */
export async function runVariant(
  { weeks, repeats, isOfSizes }: Effort,
  override: { readonly name: string; readonly value: string } | undefined,
  signal: AbortSignal,
): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...(override === undefined ? [] : ['--import', HOOK]), CHILD, `${weeks}`, `${repeats}`, `${isOfSizes}`],
    {
      signal,
      maxBuffer: 2 ** 24,
      env: {
        ...process.env,
        ...(override === undefined ? {} : { [OVERRIDE]: `${override.name}=${numberOf(override.value)}` }),
      },
    },
  );
  return JSON.parse(stdout) as Measurement;
}
