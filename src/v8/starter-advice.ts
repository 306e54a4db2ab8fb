/** The package managers whose commands are known. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-berry';

/** What was found on a machine where only the inspector starts the profiler. */
export interface StarterFindings {
  /** The reason why this process may load no compiled code. */
  readonly codeForbidden: 'permission' | 'no-addons' | undefined;
  /** `unloadable` where the package is there and does not load. */
  readonly pprof: 'missing' | 'unloadable';
  /** `unbuilt` where the package is there without compiled code for this Node.js. */
  readonly profilerNext: 'missing' | 'unbuilt';
  /** The platform and architecture, such as `linux-x64`. */
  readonly platform: string;
  /** True on Linux with musl where no file says that it is Alpine. */
  readonly isUnnamedMusl: boolean;
  /** True where a C++ compiler, make and Python are found. */
  readonly hasBuildTools: boolean;
  readonly packageManager: PackageManager;
  /** The major version of the npm that belongs to this Node.js; `undefined` where there is none. */
  readonly npmMajor: number | undefined;
}

/** The platforms that `@datadog/pprof` 5 comes built for, for every Node.js that has no starter of its own. */
const COMES_BUILT_FOR = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

/** From this version on npm runs only the install scripts that have been approved. */
const NPM_THAT_ASKS = 12;

/** Says in part of a line what to do, on the machine that was examined, for a starter whose reads collect no garbage. */
export function starterAdvice(findings: StarterFindings): string {
  const { codeForbidden, pprof, profilerNext, platform, isUnnamedMusl, hasBuildTools, packageManager } = findings;
  if (codeForbidden === 'permission') return 'to read without collections add the flag --allow-addons';
  if (codeForbidden === 'no-addons') return 'to read without collections leave out the flag --no-addons';
  if (pprof === 'missing' && COMES_BUILT_FOR.includes(platform)) {
    return `to read without collections run: ${addCommand(packageManager)} @datadog/pprof`;
  }
  if (pprof === 'unloadable' && isUnnamedMusl) return 'to read without collections set the variable LIBC=musl';
  const tools = hasBuildTools ? '' : 'install g++, make and python3, then ';
  const command = profilerNext === 'missing' ? buildNew(findings) : buildAgain(findings);
  return `to read without collections ${tools}run: ${command}`;
}

function addCommand(packageManager: PackageManager): string {
  return { npm: 'npm install', pnpm: 'pnpm add', yarn: 'yarn add', 'yarn-berry': 'yarn add' }[packageManager];
}

/** The command that installs v8-profiler-next and has it compiled. */
function buildNew(findings: StarterFindings): string {
  const { packageManager, npmMajor = 0 } = findings;
  const add = `${addCommand(packageManager)} v8-profiler-next`;
  if (packageManager === 'pnpm') return `${add} --allow-build=v8-profiler-next`;
  const runsScripts = packageManager === 'yarn' || (packageManager === 'npm' && npmMajor < NPM_THAT_ASKS);
  return runsScripts ? add : `${add} && ${buildAgain(findings)}`;
}

/** The command that has an installed v8-profiler-next compiled, also where install scripts are switched off. */
function buildAgain({ packageManager, npmMajor = 0 }: StarterFindings): string {
  switch (packageManager) {
    case 'npm': {
      const rebuild = 'npm rebuild v8-profiler-next --ignore-scripts=false';
      return npmMajor < NPM_THAT_ASKS ? rebuild : `npm install-scripts approve v8-profiler-next && ${rebuild}`;
    }
    case 'pnpm':
      return 'pnpm add v8-profiler-next --allow-build=v8-profiler-next && pnpm rebuild v8-profiler-next';
    case 'yarn':
      return 'yarn add v8-profiler-next --force';
    case 'yarn-berry':
      return 'yarn rebuild v8-profiler-next';
  }
}
