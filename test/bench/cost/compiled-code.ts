import process from 'node:process';
import { startProgram } from '../../support/run-node.js';

/** What code costs that V8 compiles without allocation folding. */
export interface CompiledCodeCost {
  readonly what: string;
  readonly runs: number;
  /** The processor time that code takes more, as a share of what it takes with folding. */
  readonly addedShare: number;
}

/** Programs that print the processor time of their work once it was compiled. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'code that does nothing but allocate': `
    function pair(n) { const a = { n, m: n + 1 }; const b = { a, n }; return b; }
    function work(times) { let last; for (let n = 0; n < times; n += 1) last = pair(n); return last; }
    work(1e6);
    const begin = process.cpuUsage();
    work(4e7);
    const { user, system } = process.cpuUsage(begin);
    process.stdout.write(String(user + system));`,
  JSON: `
    const order = { id: 1, lines: Array.from({ length: 20 }, (_, n) => ({ n, price: n * 1.1, name: 'line ' + n })) };
    function work(times) { let sum = 0; for (let n = 0; n < times; n += 1) sum += JSON.parse(JSON.stringify(order)).lines.length; return sum; }
    work(5e3);
    const begin = process.cpuUsage();
    work(1e5);
    const { user, system } = process.cpuUsage(begin);
    process.stdout.write(String(user + system));`,
};

/** Runs each program with and without folding by turns. The flag is the one heapgauge sets. */
export async function measureCompiledCode(runs: number): Promise<CompiledCodeCost[]> {
  const costs: CompiledCodeCost[] = [];
  for (const [what, program] of Object.entries(PROGRAMS)) {
    const [folding, plain]: [number[], number[]] = [[], []];
    for (let n = 0; n < runs; n += 1) {
      folding.push(await time([], program));
      plain.push(await time(['--no-turbo-allocation-folding'], program));
    }
    // The fastest of each: whatever else the machine does only adds to the others.
    costs.push({ what, runs, addedShare: Math.min(...plain) / Math.min(...folding) - 1 });
  }
  return costs;
}

async function time(flags: readonly string[], program: string): Promise<number> {
  const { code, stdout, stderr } = await startProgram(process.execPath, [...flags, '--eval', program], {
    timeoutSeconds: 120,
  }).ended;
  if (code !== 0) throw new Error(`the program ended with ${code ?? 'a signal'}: ${stderr}`);
  return Number(stdout);
}
