import assert from 'node:assert/strict';
import { on } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Snapshot } from '../../src/index.js';
import { type Random, randomFrom } from '../support/random.js';
import { fixture, startNode } from '../support/run-node.js';
import { sampleSnapshot } from '../support/sample-snapshot.js';

const KILLS = 100;
/** Several are written and killed at a time, each in a folder of its own. */
const PARTS = 4;

/** Samples of which a file has about half a megabyte, so that writing it takes long enough to be met. */
const SAMPLES = 30_000;

describe('a snapshot file whose writing is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-killed-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${KILLS} times at a random moment the process that writes a snapshot is killed, and never is there half a file under its name`, async (test) => {
    const sources = [1, 2].map((seed) => {
      const path = join(folder, `source-${seed}`);
      randomSnapshot(randomFrom(seed)).dump(path);
      return path;
    });
    const whole = sources.map((path) => readFileSync(path));
    const parts = await Promise.all(
      Array.from({ length: PARTS }, (_, n) => killAgainAndAgain({ sources, whole, seed: n + 10, parent: folder })),
    );
    const sum = (of: (part: Met) => number): number => parts.reduce((total, part) => total + of(part), 0);
    test.diagnostic(
      `${KILLS} kills, ${sum(({ halfWritten }) => halfWritten)} of them while a file was written; ` +
        `${sum(({ leftBefore }) => leftBefore)} unfinished files left, ${sum(({ leftAfter }) => leftAfter)} of them after a dump two hours later`,
    );
    // Most kills are to meet the writing: else this shows nothing.
    assert.ok(sum(({ halfWritten }) => halfWritten) > KILLS / 10);
    assert.equal(
      sum(({ leftAfter }) => leftAfter),
      0,
    );
  });
});

interface Met {
  /** Kills that left an unfinished file of their own. */
  readonly halfWritten: number;
  readonly leftBefore: number;
  readonly leftAfter: number;
}

/** Kills a writer its share of times, at moments around its writing of one of its first three files. */
async function killAgainAndAgain({
  sources,
  whole,
  seed,
  parent,
}: {
  sources: readonly string[];
  whole: readonly Buffer[];
  seed: number;
  parent: string;
}): Promise<Met> {
  const random = randomFrom(seed);
  const folder = mkdtempSync(join(parent, 'part-'));
  const path = join(folder, 'a.snapshot');
  let halfWritten = 0;
  for (let n = 0; n < KILLS / PARTS; n += 1) {
    const before = readdirSync(folder).length;
    const changes = watch(folder);
    const events = on(changes, 'change', { signal: AbortSignal.timeout(60_000) }) as AsyncIterable<[string]>;
    const writer = startNode(fixture('dumping'), { arguments: [path, ...sources], isPatient: true });
    // A file that begins, or gets its name.
    let toCome = 1 + Math.floor(random.uniform() * 3);
    for await (const [kind] of events) {
      if (kind === 'rename') toCome -= 1;
      if (toCome === 0) break;
    }
    await pause(random.uniform() * 4);
    writer.process.kill('SIGKILL');
    await writer.ended;
    changes.close();
    const files = readdirSync(folder);
    if (files.length > Math.max(1, before)) halfWritten += 1;
    if (!files.includes('a.snapshot')) continue;
    const content = readFileSync(path);
    assert.ok(
      whole.some((one) => one.equals(content)),
      `kill ${n} with seed ${seed} left ${content.length} bytes under the name, and whole are ${whole.map(({ length }) => length).join(' and ')}`,
    );
  }
  const unfinished = readdirSync(folder).filter((name) => name !== 'a.snapshot');
  const leftBefore = unfinished.length;
  // Another process may be writing still, so only old ones are taken away.
  const longAgo = Date.now() / 1000 - 2 * 3600;
  for (const name of unfinished) utimesSync(join(folder, name), longAgo, longAgo);
  Snapshot.load(path).dump(path);
  return { halfWritten, leftBefore, leftAfter: readdirSync(folder).length - 1 };
}

function randomSnapshot(random: Random): Snapshot {
  return sampleSnapshot(
    Array.from({ length: SAMPLES }, (_, n) => ({
      stack: [],
      sizeBytes: 1 + Math.floor(random.uniform() * 2 ** 30),
      ordinal: n + 1,
    })),
  );
}
