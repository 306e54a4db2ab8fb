/** What sampling takes under `--permission`, and the flag that grants it. */
const NEEDED = [
  ['worker', '--allow-worker'],
  ['inspector', '--allow-inspector'],
  ['addons', '--allow-addons'],
] as const;

/** What a process tells about its permissions. */
export interface Permissions {
  has(scope: string): boolean;
  /** Returns true where this Node.js has such a flag. */
  knows(flag: string): boolean;
  /** True where this Node.js starts the profiler without an addon. */
  readonly needsNoAddon: boolean;
}

/**
 * Names the flags that are missing for sites under `--permission`, as the end of a sentence; it is empty where nothing is
 * withheld.
 */
export function permissionHint(permissions: Permissions | undefined = permissionsHere()): string {
  if (permissions === undefined) return '';
  const missing = NEEDED.filter(
    ([scope]) => !permissions.has(scope) && !(scope === 'addons' && permissions.needsNoAddon),
  );
  if (missing.length === 0) return '';
  if (missing.some(([, flag]) => !permissions.knows(flag))) {
    return ', and this version of Node.js has no flag that allows the inspector under --permission';
  }
  return `; --permission takes ${missing.map(([, flag]) => flag).join(' ')} for them`;
}

function permissionsHere(): Permissions | undefined {
  const permission = process.permission as Pick<Permissions, 'has'> | undefined;
  if (permission === undefined) return undefined;
  return {
    has: (scope) => permission.has(scope),
    knows: (flag) => process.allowedNodeEnvironmentFlags.has(flag),
    needsNoAddon: 'startHeapProfile' in process.getBuiltinModule('node:v8'),
  };
}
