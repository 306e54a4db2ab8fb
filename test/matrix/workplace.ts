import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { type Ended, ROOT, startProgram } from '../support/run-node.js';
import type { PackageManager } from './package-managers.js';

/** What a workplace is made of. */
export interface WorkplaceParts {
  readonly folder: string;
  readonly node: string;
  readonly manager: PackageManager;
  /** The script of the package manager. */
  readonly script: string;
  readonly tarball: string;
  /** Whether there is a compiler in the path. */
  readonly compiler: boolean;
}

/** What an application prints that has been watched for one report. */
export interface Start {
  readonly starter: string;
  /** Everything on standard error. */
  readonly said: string;
}

/** The programs of a system that has no compiler, as far as package managers and install scripts use them. */
const PLAIN_PROGRAMS = ['sh', 'env', 'uname', 'sed', 'dirname', 'basename', 'cat', 'ls', 'mkdir', 'rm', 'tar', 'gzip'];

/** A folder with an application, a Node.js, and one package manager that runs on that, in a path of their own. */
export class Workplace {
  readonly #application: string;
  readonly #home: string;
  readonly #path: string;
  readonly #parts: WorkplaceParts;

  constructor(parts: WorkplaceParts) {
    const { folder, node, manager, script, tarball, compiler } = parts;
    this.#parts = parts;
    this.#application = join(folder, 'application');
    this.#home = join(dirname(folder), 'home');
    const programs = join(folder, 'node/bin');
    const modules = join(folder, 'node/lib/node_modules');
    for (const one of [this.#application, this.#home, programs, modules]) mkdirSync(one, { recursive: true });

    // Not a symbolic link: `process.execPath` is to be here, where its npm is beside it.
    linkOrCopy(node, join(programs, 'node'));
    if (manager.command === 'npm') symlinkSync(dirname(dirname(script)), join(modules, 'npm'));
    writeFileSync(join(programs, manager.command), `#!/bin/sh\nexec node '${script}' "$@"\n`);
    chmodSync(join(programs, manager.command), 0o755);
    if (!compiler) {
      for (const name of PLAIN_PROGRAMS) symlinkSync(whereIs(name), join(programs, name));
    }
    this.#path = compiler ? [programs, process.env['PATH'] ?? ''].join(delimiter) : programs;

    const dependencies = { '@opentelemetry/api': '^1.9.0', heapgauge: `file:${tarball}` };
    writeFileSync(join(this.#application, 'package.json'), JSON.stringify({ private: true, dependencies }));
    copyFileSync(join(ROOT, 'test/matrix/programs/starter.mjs'), join(this.#application, 'starter.mjs'));
  }

  /** Installs the application's dependencies. */
  install(...flags: readonly string[]): Promise<Ended> {
    return this.run([this.#parts.manager.command, 'install', ...flags].join(' '));
  }

  /** Runs a line of a shell in the application's folder. */
  run(line: string): Promise<Ended> {
    return this.#start('/bin/sh', ['-c', line], {});
  }

  /** Starts the application, and waits for its first report. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<Start> {
    const node = join(dirname(this.#application), 'node/bin/node');
    const { code, stdout, stderr } = await this.#start(node, ['starter.mjs'], env);
    if (code !== 0) throw new Error(`the application ended with ${code}: ${stderr}`);
    return { starter: stdout.trim(), said: stderr.trim() };
  }

  #start(program: string, values: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
    const headers = join(dirname(dirname(this.#parts.node)), 'include/node');
    return startProgram(program, values, {
      cwd: this.#application,
      env: {
        PATH: this.#path,
        // What the suite was handed beside the project is not installed here.
        NODE_PATH: '',
        // Their stores and caches; npm's is the machine's, as it makes a repetition quick.
        XDG_DATA_HOME: this.#home,
        XDG_CACHE_HOME: this.#home,
        XDG_STATE_HOME: this.#home,
        YARN_CACHE_FOLDER: join(this.#home, 'yarn'),
        npm_config_user_agent: '',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_prefer_offline: 'true',
        ...(existsSync(headers) ? { npm_config_nodedir: dirname(dirname(this.#parts.node)) } : {}),
        ...env,
      },
      timeoutSeconds: 300,
      isPatient: true,
    }).ended;
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // They are on two file systems.
    copyFileSync(from, to);
  }
}

function whereIs(program: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`there is no ${program} in the path`);
  return found;
}
