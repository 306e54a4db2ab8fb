import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { starterAdvice, type StarterFindings } from '../../src/v8/starter-advice.js';

const BARE: StarterFindings = {
  codeForbidden: undefined,
  pprof: 'missing',
  profilerNext: 'missing',
  platform: 'linux-x64',
  isUnnamedMusl: false,
  hasBuildTools: false,
  packageManager: 'npm',
  npmMajor: 11,
};

/** A machine for which nothing comes built. */
const RISCV: StarterFindings = { ...BARE, platform: 'linux-riscv64' };
const TOOLS = 'install g++, make and python3, then ';

describe('the advice for a better starter', () => {
  for (const [what, findings, advice] of [
    ['@datadog/pprof with npm, as it comes built', {}, 'run: npm install @datadog/pprof'],
    ['@datadog/pprof with pnpm', { packageManager: 'pnpm' }, 'run: pnpm add @datadog/pprof'],
    ['@datadog/pprof with yarn', { packageManager: 'yarn' }, 'run: yarn add @datadog/pprof'],
    [
      'it also where v8-profiler-next is there and not built',
      { profilerNext: 'unbuilt' },
      'run: npm install @datadog/pprof',
    ],
    ['the flag that allows compiled code', { codeForbidden: 'permission' }, 'add the flag --allow-addons'],
    ['to leave out the flag against it', { codeForbidden: 'no-addons' }, 'leave out the flag --no-addons'],
    [
      'the variable for a musl that is not Alpine’s',
      { pprof: 'unloadable', isUnnamedMusl: true },
      'set the variable LIBC=musl',
    ],
  ] as const) {
    it(`the advice names ${what}`, () => {
      assert.equal(starterAdvice({ ...BARE, ...findings }), `to read without collections ${advice}`);
    });
  }

  for (const [what, findings, advice] of [
    ['v8-profiler-next', { hasBuildTools: true }, 'run: npm install v8-profiler-next'],
    ['what compiles it first', {}, `${TOOLS}run: npm install v8-profiler-next`],
    [
      'an approval where npm asks for one',
      { npmMajor: 12 },
      `${TOOLS}run: npm install v8-profiler-next && npm install-scripts approve v8-profiler-next && npm rebuild v8-profiler-next --ignore-scripts=false`,
    ],
    [
      'to compile what is there already',
      { profilerNext: 'unbuilt' },
      `${TOOLS}run: npm rebuild v8-profiler-next --ignore-scripts=false`,
    ],
    [
      'pnpm’s approval',
      { packageManager: 'pnpm', hasBuildTools: true },
      'run: pnpm add v8-profiler-next --allow-build=v8-profiler-next',
    ],
    [
      'pnpm’s approval of what is there already',
      { packageManager: 'pnpm', hasBuildTools: true, profilerNext: 'unbuilt' },
      'run: pnpm add v8-profiler-next --allow-build=v8-profiler-next && pnpm rebuild v8-profiler-next',
    ],
    ['yarn’s command', { packageManager: 'yarn', hasBuildTools: true }, 'run: yarn add v8-profiler-next'],
    [
      'how yarn compiles it again',
      { packageManager: 'yarn', hasBuildTools: true, profilerNext: 'unbuilt' },
      'run: yarn add v8-profiler-next --force',
    ],
  ] as const) {
    it(`the advice names ${what} where nothing comes built`, () => {
      assert.equal(starterAdvice({ ...RISCV, ...findings }), `to read without collections ${advice}`);
    });
  }

  it('the advice names v8-profiler-next where @datadog/pprof is there and does not load', () => {
    assert.match(starterAdvice({ ...BARE, pprof: 'unloadable' }), /run: npm install v8-profiler-next$/);
  });
});
