import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Several files of tests may ask at once, and apt-get fails where another one is at work: they queue up here. */
const LOCK = join(tmpdir(), 'heapgauge-apt-get.lock');

/**
 * Says whether programs are on the path, and installs them from Debian's packages if that can be done. Under `CI=true`
 * they have to be there, and it throws where they are not.
 */
export function ensurePrograms({
  programs,
  packages,
}: {
  programs: readonly string[];
  packages: readonly string[];
}): boolean {
  if (programs.every(isOnPath)) return true;
  let reason = 'not root, or no apt-get';
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    try {
      queued('apt-get', 'update');
      queued('apt-get', 'install', '-y', '--no-install-recommends', ...packages);
    } catch (error) {
      reason = String(error);
    }
  }
  if (programs.every(isOnPath)) return true;
  if (process.env['CI'] === 'true') throw new Error(`${packages.join(', ')} cannot be installed: ${reason}`);
  return false;
}

/**
 * Runs a command once nobody else runs one this way. What is installed already is not installed again, and a server that
 * is started by its installation does not keep the lock.
 */
function queued(...command: readonly string[]): void {
  execFileSync('flock', ['--close', LOCK, ...command], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
