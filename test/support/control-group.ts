import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a controller's groups are, in the first version of cgroups; that of the second is a single tree. */
export function controller(name: string): string {
  return `/sys/fs/cgroup/${name}`;
}

/** Says why no group of a controller can be made here; `undefined` where one can. */
export function missingControl(name: string): string | undefined {
  try {
    accessSync(controller(name), constants.W_OK);
    accessSync(join(controller(name), 'cgroup.procs'), constants.W_OK);
    return undefined;
  } catch {
    return `there is no control group of ${name} to write to`;
  }
}

/** A control group with limits, as a container has one; it is taken away at its disposal, and its processes go on outside. */
export class ControlGroup implements Disposable {
  readonly path: string;
  readonly #parent: string;

  /** Makes one. @param limits the values by the file that they are written to */
  constructor(name: string, id: string | number, limits: Readonly<Record<string, string>>) {
    this.#parent = controller(name);
    this.path = join(this.#parent, `heapgauge-${id}`);
    mkdirSync(this.path);
    for (const [file, value] of Object.entries(limits)) writeFileSync(join(this.path, file), value);
  }

  /** Moves a process into the group. */
  add(pid: number): void {
    writeFileSync(join(this.path, 'cgroup.procs'), String(pid));
  }

  [Symbol.dispose](): void {
    for (const pid of readFileSync(join(this.path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
      writeFileSync(join(this.#parent, 'cgroup.procs'), pid);
    }
    rmdirSync(this.path);
  }
}
