import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS } from '../common-options.js';
import { interruption } from '../interruption.js';
import { print, say } from '../lab/output.js';
import { type FieldResult, fieldText } from './field-table.js';
import { runServers } from './run-servers.js';
import { COMPARED_WORKLOADS, runWorkloads } from './run-workloads.js';
import { FIELD_SERVERS, type FieldServer } from './servers.js';

const HELP = `Seven servers of ordinary shape in real time, watched by heapgauge at its default settings and without flags of V8: how
often does V8 collect, and what does heapgauge say? Then some workloads of the laboratory, with its flags of V8 and without:
are their collections spaced like those of the field? The laboratory's times are printed as the times that they stand for.

  npm run bench -- field                        an hour of the servers, then a quarter of an hour of the laboratory
  npm run bench -- field --quick                a minute, to see that it works
  npm run bench -- field --only idle,quiet --laboratory 0

  --minutes N       the servers run for so many minutes (60); 0 runs none
  --laboratory N    each workload runs for so many seconds, with flags and without (100); 0 runs none
  --only NAMES      these servers: ${FIELD_SERVERS.map(({ name }) => name).join(', ')}
  --quick           half a minute of the servers and 5 s of one workload
  --list            print the servers there are
  --json            print JSON
  --help            print this
`;

/** Runs the command, and returns its exit code. */
export async function runField(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      minutes: { type: 'string', default: '60' },
      laboratory: { type: 'string', default: '100' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      ...COMMON_OPTIONS,
    },
  });
  if (values.help || values.list) {
    await print(values.help ? HELP : FIELD_SERVERS.map(({ name, description }) => `${name} ${description}`).join('\n'));
    return 0;
  }
  const minutes = values.quick ? 0.5 : numberOf('minutes', values.minutes);
  const workloadSeconds = values.quick ? 5 : numberOf('laboratory', values.laboratory);
  const names = workloadSeconds === 0 ? [] : values.quick ? COMPARED_WORKLOADS.slice(0, 1) : COMPARED_WORKLOADS;
  using interrupted = interruption();
  const { signal } = interrupted;
  const servers = minutes === 0 ? [] : serversNamed(values.only);
  const field = await runServers(servers, {
    seconds: minutes * 60,
    signal,
    onMinute: (minute) => {
      if (minute % 5 === 0) say(`${minute} of ${minutes} minutes`);
    },
  });
  const workloads = await runWorkloads(names, { seconds: workloadSeconds, signal, onRun: say });
  const result: FieldResult = { node: process.version, processors: availableParallelism(), ...field, workloads };
  await print(values.json ? JSON.stringify(result) : fieldText(result));
  return signal.aborted ? 130 : 0;
}

function serversNamed(names: string | undefined): readonly FieldServer[] {
  if (names === undefined) return FIELD_SERVERS;
  return names.split(',').map((name) => {
    const server = FIELD_SERVERS.find((one) => one.name === name.trim());
    if (server === undefined)
      throw new Error(`no server "${name}"; there are: ${FIELD_SERVERS.map((one) => one.name).join(', ')}`);
    return server;
  });
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0)
    throw new Error(`--${option} takes a number, not "${text}"`);
  return number;
}
