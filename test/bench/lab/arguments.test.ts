import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LabRequest, readArguments } from './arguments.js';
import type { Workload } from './workload.js';

const [sawtooth, sessions]: [Workload, Workload] = [
  { name: 'sawtooth', description: '', start: () => undefined },
  { name: 'sessions', description: '', start: () => undefined },
];

const read = (...given: string[]): LabRequest =>
  readArguments(given, { from: [sawtooth, sessions], quick: ['sawtooth'] });

describe("the laboratory's arguments", () => {
  it('all workloads run once, on this Node.js, where nothing is asked for', () => {
    const { workloads, runs, nodes } = read() as LabRequest & { kind: 'run' };
    assert.deepEqual({ workloads, runs, nodes }, { workloads: [sawtooth, sessions], runs: 1, nodes: [undefined] });
  });

  it('some workloads run so many times on each of the versions', () => {
    const given = ['--only', 'sessions', '--runs', '10', '--node', '20, 24', '--lanes', '2'];
    const { workloads, runs, nodes, lanes } = read(...given) as LabRequest & { kind: 'run' };
    assert.deepEqual({ workloads, runs, nodes, lanes }, { workloads: [sessions], runs: 10, nodes: [20, 24], lanes: 2 });
  });

  for (const [given, problem] of [
    [['--only', 'nothing'], 'no workload named nothing; there are: sawtooth, sessions'],
    [['--runs', '0'], '--runs is a number from 1 to 9999, not "0"'],
    [['--node', '18'], 'no Node.js 18; there are: 20, 22, 24, 26'],
    [['--quick', '--only', 'sessions'], '--quick and --only exclude each other'],
  ] as const) {
    it(`${given.join(' ')} is refused with a reason`, () => {
      assert.deepEqual(read(...given), { kind: 'wrong', problem });
    });
  }

  it('a bench without quick workloads refuses the options that only the laboratory has', () => {
    for (const option of [['--quick'], ['--runs', '2'], ['--node', '20']]) {
      const request = readArguments(option, { from: [sawtooth] });
      assert.deepEqual(request, { kind: 'wrong', problem: `${option[0]} is not an option here` });
    }
  });
});
