import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS } from '../common-options.js';
import { formatBytes } from '../../../src/values/units.js';
import { measureCompiledCode, type CompiledCodeCost } from './compiled-code.js';
import { measureStartUp, type StartUpCost } from './start-up.js';
import { measureWatching, type WatchingCost } from './watching.js';

const HELP = `What heapgauge costs an application, beside the same application without it: its start-up, the pause of a read, memory,
processor time, and the speed of code that V8 has compiled without allocation folding.

  npm run bench -- cost            some seven minutes
  npm run bench -- cost --quick    half a minute, to see that it works

  --quick  few and short runs
  --json   prints JSON
  --help   prints this
`;

/** Everything that is measured. */
export interface Cost {
  readonly node: string;
  readonly processors: number;
  readonly startUp: StartUpCost;
  readonly watching: WatchingCost;
  readonly compiledCode: readonly CompiledCodeCost[];
}

/** Runs the command, and returns its exit code. */
export async function runCost(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: COMMON_OPTIONS,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const cost: Cost = {
    node: process.version,
    processors: availableParallelism(),
    startUp: await measureStartUp(values.quick ? 3 : 25),
    watching: await measureWatching(values.quick ? { periodSeconds: 1, reads: 8 } : { periodSeconds: 15, reads: 8 }),
    compiledCode: await measureCompiledCode(values.quick ? 1 : 9),
  };
  process.stdout.write(values.json ? `${JSON.stringify(cost)}\n` : costText(cost));
  return 0;
}

function costText({ node, processors, startUp, watching, compiledCode }: Cost): string {
  const { pause, heapBytes, samples, periodSeconds } = watching;
  const rows = [
    [
      'start-up',
      `${milliseconds(startUp.addedSeconds)} more than the ${milliseconds(startUp.bareSeconds)} without heapgauge ` +
        `until the application's first line; the fastest of ${startUp.starts} starts each`,
    ],
    [
      'pause',
      `${milliseconds(pause.medianSeconds)} a read in the median, ${milliseconds(pause.mostSeconds)} at most, of ` +
        `${pause.reads} reads of ${formatBytes(heapBytes)} with ${samples} samples`,
    ],
    ['processor', `${(100 * watching.processorShare).toFixed(2)}% of one processor, a read every ${periodSeconds} s`],
    [
      'memory',
      `${formatBytes(watching.samplerBytes)} on the sampler thread; the process's resident set is ` +
        `${formatBytes(watching.addedResidentBytes)} larger`,
    ],
    ...compiledCode.map(({ what, addedShare, runs }) => [
      'compiled code',
      `${addedShare < 0 ? '' : '+'}${(100 * addedShare).toFixed(1)}% of its time for ${what}; the fastest of ${runs} runs each`,
    ]),
  ];
  return [
    `Node ${node}, ${processors} processors`,
    ...rows.map(([what = '', text = '']) => `  ${what.padEnd(14)} ${text}`),
    '',
  ].join('\n');
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toPrecision(2)} ms`;
}
