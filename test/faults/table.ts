import process from 'node:process';
import { markdownTable } from '../bench/markdown-table.js';
import type { Played, Skipped } from './run-fault.js';

/** One result for a terminal: the verdict and the sentence, and below it what happened. */
export function resultLine(result: Played | Skipped): string {
  const { part, name } = result.fault;
  if ('impossible' in result) return `----  ${part}: ${name}\n            not possible here: ${result.impossible}`;
  const { watched, harms } = result;
  const facts = [endOf(result), latencyOf(result), memoryOf(result), `recovered: ${recoveryOf(result)}`].join('; ');
  return [
    `${harms.length === 0 ? 'ok  ' : 'HARM'}  ${part}: ${name}`,
    facts,
    ...watched.said.slice(0, 3).map((line) => `said: ${line.slice(0, 200)}`),
    ...harms.map((harm) => `harm: ${harm}`),
  ].join('\n            ');
}

/** The whole table as a document. */
export function tableDocument(results: ReadonlyArray<Played | Skipped>): string {
  const rows = results.map((result) => {
    const { part, name } = result.fault;
    if ('impossible' in result) return [part, name, `not possible: ${result.impossible}`, '', '', '', '', ''];
    const { watched, harms } = result;
    return [
      part,
      name,
      endOf(result),
      watched.said.length === 0 ? 'nothing' : watched.said.map((line) => generalised(line)).join('<br>'),
      latencyOf(result),
      memoryOf(result),
      recoveryOf(result),
      harms.length === 0 ? 'none' : harms.join('; '),
    ].map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' '));
  });
  const harmful = results.filter((result) => 'harms' in result && result.harms.length > 0).length;
  return `# Whatever fails, the application runs on

\`npm run faults\` plays each of these faults on an application twice, bare and watched by heapgauge. Both have to end the same way with
the same output, heapgauge may write a few lines, and what its event loop and its memory suffer has a bound. "Recovered" says whether a
new report came once the fault was over. \`npm run faults -- --help\` lists the options; \`--markdown\` writes this table.

${results.length} faults on Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}: harm in ${harmful === 0 ? 'none' : harmful}.

${markdownTable(['part', 'whatever befalls it', 'the application did', 'heapgauge said', 'latency', 'memory', 'recovered', 'harm'], rows)}
`;
}

function endOf({ watched, bare }: Played): string {
  const end = watched.signal ?? `exit ${watched.code}`;
  return watched.stdout === bare.stdout ? `${end}, same output` : end;
}

function latencyOf({ bare, watched }: Played): string {
  if (bare.delays === undefined || watched.delays === undefined) return 'not measured';
  return `longest delay ${watched.delays.longest} ms, bare ${bare.delays.longest}`;
}

function memoryOf({ bare, watched }: Played): string {
  return `${Math.round(watched.rssMiB)} MiB, bare ${Math.round(bare.rssMiB)}`;
}

function recoveryOf({ fault, watched }: Played): string {
  if (watched.isRecovered === undefined) return fault.noReport ?? 'not asked';
  return watched.isRecovered ? 'yes' : 'no';
}

/** What heapgauge said, without what is another at each run. */
function generalised(line: string): string {
  return line
    .replaceAll(/\/\S*\/(dist|scratch)\/\S*/g, '…')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
    .slice(0, 200);
}
