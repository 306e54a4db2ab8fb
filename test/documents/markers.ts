/** The test that runs, or reads, the blocks that carry a marker. */
export interface MarkerUse {
  /** The languages that the fence of a block may name. */
  readonly languages: readonly string[];
  /** The file of the test that runs or reads them. */
  readonly test: string;
  /** The text in the test that shows that it does. @default the marker itself */
  readonly evidence?: string;
}

const APPLICATION = 'test/e2e/readme.test.ts';
const LONG_RUNS = 'test/e2e/readme-runs.test.ts';
const CONFIGURATIONS = 'test/grafana/readme-configurations.test.ts';
const COMMANDS = 'test/documents/commands.test.ts';

/**
 * Every marker that a block of code in a document can have, `<!-- run: demo -->` before its fence. `run` is
 * executed, `output` is compared with what such a run prints, `check` is read by a test.
 */
export const MARKERS: Readonly<Record<string, MarkerUse>> = {
  'run: clone': { languages: ['sh'], test: LONG_RUNS },
  'output: demo': { languages: ['text'], test: LONG_RUNS },
  'run: demo-json': { languages: ['sh'], test: LONG_RUNS },
  'run: bench': { languages: ['sh'], test: LONG_RUNS },
  'output: cost': { languages: ['text'], test: LONG_RUNS },
  'output: lab': { languages: ['text'], test: LONG_RUNS },
  'run: ci': { languages: ['sh'], test: COMMANDS },
  'run: application': { languages: ['sh'], test: APPLICATION },
  'run: five-minutes': { languages: ['sh'], test: APPLICATION },
  'run: growing': { languages: ['sh'], test: APPLICATION },
  'run: budgets': { languages: ['sh'], test: APPLICATION },
  'run: monitor': { languages: ['js'], test: APPLICATION },
  'run: tracing': { languages: ['js'], test: APPLICATION },
  'run: tracing-top': { languages: ['js'], test: APPLICATION },
  'run: instrumentation': { languages: ['js'], test: APPLICATION },
  'run: metric-producer': { languages: ['js'], test: APPLICATION },
  'check: kubernetes': { languages: ['yaml'], test: APPLICATION },
  'check: config': { languages: ['json'], test: 'test/documents/budgets.test.ts' },
  'check: budgets': { languages: ['text'], test: 'test/documents/budgets.test.ts' },
  'run: tour': { languages: ['sh'], test: 'test/e2e/tour.test.ts' },
  'output: tour': { languages: ['text'], test: 'test/e2e/tour.test.ts' },
  'run: node-sdk': { languages: ['sh'], test: 'test/matrix/matrix.test.ts', evidence: "join(EXAMPLE, 'app.js')" },
  'check: provisioning': { languages: ['yaml'], test: CONFIGURATIONS },
  'check: prometheus': { languages: ['yaml'], test: CONFIGURATIONS },
  'check: growth-diagram': { languages: ['text'], test: 'test/documents/growth-diagram.test.ts' },
  'check: stack': { languages: ['sh'], test: COMMANDS },
};
