// `npm run bench -- NAME`: every benchmark and experiment of the project, by name.
import { reasonOf } from '../../src/values/errors.js';

const HELP = `Benchmarks and experiments:

  npm run bench -- lab        workloads that leak and that do not, on a real V8, and what is made of them
  npm run bench -- bounds     how often a leak rate's bounds hold the truth
  npm run bench -- simulator  false alarms in a thousand process-weeks, and power curves
  npm run bench -- constants  what other values of the verdict's constants would cost
  npm run bench -- cost       what heapgauge costs an application: start-up, pauses, memory, processor time
  npm run bench -- http-abuse what the application notices when heapgauge's page is abused
  npm run bench -- memory     the memory that heapgauge takes at its peak
  npm run bench -- zoom       what it costs to look without inlining for some seconds
  npm run bench -- field      how often V8 collects in servers in real time, and in the laboratory
  npm run bench -- last-minutes  whether a leak has been named before it ends its process
  npm run bench -- threads    pools, short threads and a cluster in real time, and what is made of them
  npm run bench -- lifetimes  what a period costs the sampler thread

Each has its own --help, and prints JSON with --json.
`;

type Benchmark = (benchmarkArguments: readonly string[]) => number | Promise<number>;

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  lab: async () => (await import('./lab/lab.js')).runLab,
  bounds: async () => (await import('./lab/bounds.js')).runBounds,
  simulator: async () => (await import('./simulator/simulator.js')).runSimulator,
  constants: async () => (await import('./constants/constants.js')).runConstants,
  cost: async () => (await import('./cost/cost.js')).runCost,
  'http-abuse': async () => (await import('./http-abuse/http-abuse.js')).runHttpAbuse,
  memory: async () => (await import('./memory/memory.js')).runMemory,
  zoom: async () => (await import('./zoom/zoom.js')).runZoom,
  field: async () => (await import('./field/field.js')).runField,
  'last-minutes': async () => (await import('./last-minutes/last-minutes.js')).runLastMinutes,
  threads: async () => (await import('./threads/threads.js')).runThreads,
  lifetimes: async () => (await import('./sample-lifetimes.js')).runLifetimes,
};

// Who reads has seen enough, as with `| head`.
process.stdout.on('error', () => process.exit());

const [name = '--help', ...rest] = process.argv.slice(2);
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (name === '--help' || name === '-h') {
  process.stdout.write(HELP);
} else if (load === undefined) {
  process.stderr.write(`no benchmark "${name}"\n\n${HELP}`);
  process.exitCode = 2;
} else {
  try {
    const run = await load();
    process.exitCode = await run(rest);
  } catch (error) {
    process.stderr.write(`${name}: ${reasonOf(error)}; see npm run bench -- ${name} --help\n`);
    process.exitCode = 2;
  }
}
