/** Tries all package managers on all versions of Node.js and writes the table of what was seen: `npm run test:install`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { markdownTable } from '../bench/markdown-table.js';
import { pack } from '../support/packed.js';
import { ROOT } from '../support/run-node.js';
import { examineBuild, examineInstall, type Followed, type InstallMatters } from './examine-install.js';
import { chosenVersions, nodeBinary } from './node-versions.js';
import { managerScript, PACKAGE_MANAGERS } from './package-managers.js';

/** The version that v8-profiler-next is compiled on: that takes a minute for each package manager. */
const COMPILED_ON = 22;

const folder = mkdtempSync(join(tmpdir(), 'heapgauge-installs-'));
const tarball = pack(folder);
const installRows: string[][] = [];
const buildRows: string[][] = [];
const lines = new Set<string>();

try {
  for (const version of chosenVersions()) {
    const node = await nodeBinary(version, join(folder, `node-${version}`));
    for (const manager of PACKAGE_MANAGERS.filter(({ versions }) => versions.includes(version))) {
      const script = await managerScript(manager, join(folder, manager.name.replace(' ', '-')));
      await tryOut({ version, node, manager, script, tarball, folder });
      process.stderr.write(`${manager.name} on Node.js ${version}\n`);
    }
  }
  writeFileSync(join(ROOT, 'test/matrix/README.md'), document());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function tryOut(matters: InstallMatters): Promise<void> {
  const { manager, version } = matters;
  const names = [manager.name, String(version)];
  const { asItIs, withoutCompiler, withoutScripts, withoutOptional } = await examineInstall(matters);
  const starters = [asItIs, withoutCompiler, withoutScripts].map(({ starter, said }) =>
    said === '' ? starter : `${starter}, ${said}`,
  );
  installRows.push([...names, ...starters, ...shown(withoutOptional)]);
  if (version !== COMPILED_ON) return;
  for (const compiler of [true, false]) {
    const seen = await examineBuild({ ...matters, compiler });
    buildRows.push([...names, compiler ? 'yes' : 'no', ...shown(seen)]);
  }
}

/** The cells of a starter, the command that its line names, and the starter after that. */
function shown({ first, command, needsTools, then }: Followed): string[] {
  if (first.said !== '') lines.add(first.said.replace(/^.*(?=; to read)/, '…'));
  const cell = command === undefined ? 'none' : `\`${command}\`${needsTools ? ' after g++, make and python3' : ''}`;
  return [first.starter, cell, then?.starter ?? ''];
}

function document(): string {
  const then = ['starter', 'the line’s command', 'starter then'];
  return `# Installing on every Node.js with every package manager

\`npm run test:install\` has written this: it packs the package, installs it into an application of its own, starts that, and
runs the command that its line names. \`npm test\` does the same for three package managers on one version of Node.js.

The first table has what starts V8's profiler after a plain installation, after one on a system without a compiler, after
one with \`--ignore-scripts\`, and after one without optional dependencies.

${markdownTable(['package manager', 'Node.js', 'as it is', 'no compiler', 'no scripts', ...then], installRows)}

The second table has a machine that \`@datadog/pprof\` does not come built for, with and without a compiler: node-gyp-build
is led to believe that it is one. Compiling takes a minute, so this is tried on one version of Node.js.

${markdownTable(['package manager', 'Node.js', 'compiler', ...then], buildRows)}

What was said, each line once, without the beginning that they have in common:

${[...lines].map((line) => `- \`${line}\``).join('\n')}

A real system with musl was not tried: there is no Node.js for it among npm's packages.
`;
}
