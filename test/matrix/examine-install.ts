import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from '../support/run-node.js';
import type { NodeVersion } from './node-versions.js';
import type { PackageManager } from './package-managers.js';
import { type Start, Workplace, type WorkplaceParts } from './workplace.js';

/** What is the same for all installations of one package manager on one version of Node.js. */
export interface InstallMatters extends Pick<WorkplaceParts, 'node' | 'manager' | 'script' | 'tarball'> {
  readonly version: NodeVersion;
  /** A folder for workplaces, each of which is removed. */
  readonly folder: string;
}

/** What an application starts with, and what it starts with once the command of its line was run. */
export interface Followed {
  readonly first: Start;
  /** The command that the line names; `undefined` where there is no such line. */
  readonly command: string | undefined;
  /** True where the line says that programs are to be installed first, which is not done here. */
  readonly needsTools: boolean;
  readonly then: Start | undefined;
}

/** One row of the table. */
export interface InstallOutcome {
  readonly manager: PackageManager;
  readonly version: NodeVersion;
  readonly asItIs: Start;
  readonly withoutCompiler: Start;
  readonly withoutScripts: Start;
  readonly withoutOptional: Followed;
}

/** Has node-gyp-build look for a machine that nothing comes built for. */
const NOTHING_BUILT: Readonly<Record<string, string>> = { npm_config_arch: 'riscv64' };

/** Installs the package in every way but those that compile, and says what each starts with. */
export async function examineInstall(matters: InstallMatters): Promise<InstallOutcome> {
  const { manager, version } = matters;
  return {
    manager,
    version,
    asItIs: await inWorkplace({ ...matters, compiler: true }, installed()),
    withoutCompiler: await inWorkplace({ ...matters, compiler: false }, installed()),
    withoutScripts: await inWorkplace({ ...matters, compiler: false }, installed('--ignore-scripts')),
    withoutOptional: await inWorkplace({ ...matters, compiler: false }, async (place) => {
      succeeded(await place.install(manager.withoutOptional));
      return followed(place);
    }),
  };
}

/** Installs where nothing comes built, and follows the line that says what to compile. */
export function examineBuild(matters: InstallMatters & { readonly compiler: boolean }): Promise<Followed> {
  return inWorkplace(matters, async (place) => {
    succeeded(await place.install());
    return followed(place, NOTHING_BUILT);
  });
}

function installed(...flags: readonly string[]) {
  return async (place: Workplace): Promise<Start> => {
    succeeded(await place.install(...flags));
    return place.start();
  };
}

async function followed(place: Workplace, env: Readonly<Record<string, string>> = {}): Promise<Followed> {
  const first = await place.start(env);
  const [, tools = '', command] = /; to read without collections (.*)run: (.+)$/.exec(first.said) ?? [];
  const needsTools = tools !== '';
  if (command === undefined || needsTools) return { first, command, needsTools, then: undefined };
  succeeded(await place.run(command));
  return { first, command, needsTools, then: await place.start(env) };
}

async function inWorkplace<T>({ folder, ...parts }: WorkplaceParts, act: (place: Workplace) => Promise<T>): Promise<T> {
  const own = mkdtempSync(join(folder, 'place-'));
  try {
    return await act(new Workplace({ ...parts, folder: own }));
  } finally {
    await rm(own, { recursive: true });
  }
}

function succeeded({ code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(`it ended with ${code}:\n${stdout}${stderr}`);
}
