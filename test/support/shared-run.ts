import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, type RunOptions, startProgram, until } from './run-node.js';

/** A command of a shell, and how it is run. Where no time is given it is ended by force after three minutes. */
export interface SharedCommand extends Pick<RunOptions, 'env' | 'timeoutSeconds' | 'isPatient'> {
  readonly command: string;
}

/** The folder of all files of one run of the suite; a file that is run alone has one of its own. */
const folder = process.env['SHARED_RUNS_FOLDER'] ?? ownFolder();

/**
 * Runs a command in the project's folder, once in a run of the whole suite: whichever file asks first runs it, and all
 * others wait for what it printed.
 */
export async function sharedRun({ command, ...options }: SharedCommand): Promise<Ended> {
  const { env = {}, timeoutSeconds = 180 } = options;
  const key = createHash('sha256')
    .update(JSON.stringify([command, env]))
    .digest('hex')
    .slice(0, 16);
  const outcome = join(folder, `${key}.json`);
  if (isFirst(join(folder, key))) {
    const ended = await startProgram('bash', ['-c', command], { ...options, timeoutSeconds }).ended;
    // A file appears under its name when all of it is there.
    writeFileSync(`${outcome}.part`, JSON.stringify(ended));
    renameSync(`${outcome}.part`, outcome);
  }
  return until(`the end of ${command}`, () => readOutcome(outcome), timeoutSeconds + 10);
}

/** Returns true for the one process that comes first, as making a folder succeeds for one alone. */
function isFirst(claim: string): boolean {
  try {
    mkdirSync(claim);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOutcome(path: string): Ended | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Ended;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownFolder(): string {
  const own = mkdtempSync(join(tmpdir(), 'heapgauge-shared-runs-'));
  process.once('exit', () => {
    rmSync(own, { recursive: true, force: true });
  });
  return own;
}
