import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * True where programs are on the path, installed from Debian's packages if that can be done. Under `CI=true` they have
 * to be: throws.
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
      execFileSync('apt-get', ['update'], { stdio: 'ignore' });
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    } catch (error) {
      reason = String(error);
    }
  }
  if (programs.every(isOnPath)) return true;
  if (process.env['CI'] === 'true') throw new Error(`${packages.join(', ')} cannot be installed: ${reason}`);
  return false;
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
