import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leastSquares } from '../support/least-squares.js';
import { fixture, runNode } from '../support/run-node.js';

type Row = Readonly<Record<(typeof MEMORY)[number] | (typeof COUNTS)[number] | 'cycle', number>>;

const MEMORY = ['rssBytes', 'heapBytes', 'externalBytes'] as const;
const COUNTS = ['handles', 'listeners', 'descriptors', 'threads'] as const;

const POINTS = 40;
/** The points before V8 and the allocator have what they need. */
const WARM_UP = 15;

/** Student's t at 97.5% for the 23 degrees of freedom that 25 points leave a line. */
const T_95_PERCENT = 2.07;

/**
 * Student's t at 1 − 10⁻⁷: a process that grows by no more than is allowed fails one comparison in ten million at the
 * most, and the six of this file less than one time in a million.
 */
const T_CERTAIN = 7.3;

/** The growth of memory in bytes a cycle that is nobody's: arenas of the allocator, code that V8 compiles late. */
const ALLOWED: Readonly<Record<string, Readonly<Record<(typeof MEMORY)[number], number>>>> = {
  tracer: { rssBytes: 8192, heapBytes: 256, externalBytes: 64 },
  monitor: { rssBytes: 65_536, heapBytes: 4096, externalBytes: 1024 },
};

describe('starting and stopping again and again', () => {
  for (const [what, cycles] of [
    ['tracer', 4000],
    ['monitor', 80],
  ] as const) {
    it(`after ${cycles} starts and stops of the ${what} the process holds no more than it did after the first third`, async (test) => {
      const { code, stdout, stderr } = await runNode(fixture('cycles'), {
        nodeOptions: ['--expose-gc'],
        arguments: [what, String(cycles), String(POINTS)],
        timeoutSeconds: 900,
        isPatient: true,
      });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const rows = (JSON.parse(stdout) as Row[]).slice(WARM_UP);
      for (const name of MEMORY) {
        const { slope, standardError } = leastSquares(rows.map(({ cycle, [name]: y }) => ({ x: cycle, y })));
        const half = T_95_PERCENT * standardError;
        const allowed = ALLOWED[what]?.[name] ?? 0;
        test.diagnostic(
          `${name}: ${slope.toFixed(1)} a cycle, 95% bounds ${(slope - half).toFixed(1)} to ${(slope + half).toFixed(1)}, ${allowed} allowed`,
        );
        assert.ok(slope - T_CERTAIN * standardError <= allowed, `${name} grows by ${slope.toFixed(1)} a cycle`);
      }
      for (const name of COUNTS) {
        const values = rows.map(({ [name]: value }) => value);
        test.diagnostic(`${name}: ${Math.min(...values)} to ${Math.max(...values)}, ${values.at(-1)} at the end`);
        assert.ok((values.at(-1) ?? 0) <= (values[0] ?? 0), `${name}: ${values.join(' ')}`);
      }
    });
  }
});
