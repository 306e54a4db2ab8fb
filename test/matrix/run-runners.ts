// `npm run test:runners -- 50 jest`: the leak tests of each runner whose name has one of the texts in it, so many times.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pack } from '../support/packed.js';
import { install } from './npm.js';
import { RUNNER_DEPENDENCIES, RUNNER_PROJECTS, runProject, writeProject } from './runner-projects.js';

const given = process.argv.slice(2);
const repeats = Number(given.find((word) => /^\d+$/.test(word)) ?? 1);
const texts = given.filter((word) => !/^\d+$/.test(word));
const projects = RUNNER_PROJECTS.filter(({ name }) => texts.length === 0 || texts.some((text) => name.includes(text)));

const folder = mkdtempSync(join(tmpdir(), 'heapgauge-runners-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
await install(process.execPath, folder, { ...RUNNER_DEPENDENCIES, heapgauge: `file:${pack(folder)}` });
for (const project of projects) await repeat(project);

/** Runs one project and prints how often it was right, and how long each of its tests took. */
async function repeat(project: (typeof RUNNER_PROJECTS)[number]): Promise<void> {
  const place = { folder: writeProject(project, folder), modules: join(folder, 'node_modules') };
  const times = new Map<string, number[]>();
  let right = 0;
  for (let n = 0; n < repeats; n += 1) {
    const { ended, results } = await runProject(project, place);
    for (const { name, milliseconds } of results) times.set(name, [...(times.get(name) ?? []), milliseconds]);
    const wrong = results.filter(({ isRight }) => !isRight);
    if (ended.code === 0 && results.length > 0 && wrong.length === 0) right += 1;
    else if (wrong.length === 0) print(ended.stdout + ended.stderr);
    for (const { name, text = '' } of wrong) print(`  wrong: ${name}: ${text}`);
  }
  print(`${project.name}: right in ${right} of ${repeats} runs`);
  for (const [name, all] of times) {
    const sorted = all.sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    print(`  ${String(at(0.5)).padStart(6)} ms, at most ${String(at(1)).padStart(6)} ms: ${name}`);
  }
  if (right < repeats) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
