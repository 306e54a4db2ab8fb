import process from 'node:process';
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

/** The whole table as a document. Figures that are others at each run are rounded, or are the bound that was kept. */
export function tableDocument(results: ReadonlyArray<Played | Skipped>): string {
  const harmful = results.filter((result) => 'harms' in result && result.harms.length > 0).length;
  const parts = [...new Set(results.map(({ fault }) => fault.part))].sort();
  const sections = parts.map((part) => {
    const its = results.filter(({ fault }) => fault.part === part);
    return `## ${part}\n\n${[HEADER, ...its.map(documentRow)].join('\n')}\n`;
  });
  return `# Whatever fails, the application runs on

\`npm run faults\` plays each of these faults on an application twice, bare and watched by heapgauge. Both have to end the same way
with the same output, heapgauge may write a few lines, and what its event loop and its memory suffer has a bound. **Delay** is the most
by which the loop's longest delay may exceed the bare one's, **memory** is what was resident beyond the bare one's, and **recovered** says
whether reports went on once the fault was over. \`npm run faults -- --help\` lists the options; \`--markdown\` writes this table.

${results.length} faults on Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}: **harm in ${harmful === 0 ? 'none' : harmful}**.

${sections.join('\n')}`;
}

const HEADER =
  '| whatever befalls it | it did | heapgauge said | delay | memory | recovered | harm |\n| --- | --- | --- | --- | --- | --- | --- |';

function documentRow(result: Played | Skipped): string {
  const { fault } = result;
  if ('impossible' in result) return `| ${fault.name} | not possible: ${result.impossible} | | | | | |`;
  const { bare, watched, harms } = result;
  const said = [...new Set(watched.said.map(generalised))];
  const cells = [
    fault.name,
    endOf(result),
    said.length === 0 ? 'nothing' : said.slice(0, 3).join('<br>'),
    bare.delays === undefined ? '' : `≤ ${fault.delayMilliseconds ?? 1000} ms`,
    `${Math.round((watched.rssMiB - bare.rssMiB) / 10) * 10} MiB`,
    recoveryOf(result),
    harms.length === 0 ? 'none' : harms.join('; '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
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

/** What heapgauge said, without what is another at each run, and the beginning of it. */
function generalised(line: string): string {
  const same = line
    .replaceAll(/\/\S*\/(dist|scratch)\/\S*/g, '…')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')
    .replaceAll(/\d+(\.\d+)? (s|ms|MiB|KiB|samples|stacks)\b/g, '… $2')
    .replaceAll(/[<>*_`]/g, '\\$&');
  return same.length > 120 ? `${same.slice(0, 120)}…` : same;
}
