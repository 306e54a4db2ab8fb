import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { Filter, PROGRAM_ONLY } from '../../src/snapshot/filter.js';
import { GROUPINGS } from '../../src/snapshot/group.js';
import { Snapshot } from '../../src/snapshot/snapshot.js';
import { HeapgaugeError } from '../../src/values/errors.js';
import { MALFORMED } from '../support/malformed-files.js';
import { laterAllocations, randomAllocations, randomCircumstances } from '../support/random-snapshot.js';
import { randomFrom } from '../support/random.js';
import { type Ended, startProgram } from '../support/run-node.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const MIB = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'heapgauge-file-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const main = sampleFrame('main', '/app/src/main.js', 1);
const small = sampleSnapshot([{ stack: [main], sizeBytes: 64, ordinal: 1 }]);
/** Its file is larger than what a pipe holds. */
const large = sampleSnapshot(
  Array.from({ length: 50_000 }, (_, n) => ({ stack: [main], sizeBytes: 1 + ((n * 7919) % 65_521), ordinal: n + 1 })),
);

function reloaded(snapshot: Snapshot): Snapshot {
  const path = join(folder, 'reloaded.heapgauge');
  snapshot.dump(path);
  return Snapshot.load(path);
}

/** Returns the answers of a snapshot to every query there is. */
function answers(snapshot: Snapshot, older: Snapshot, unrelated: Snapshot): unknown {
  const chosen = [
    new Filter(true, { file: ['src/**', 'node:*'], allFrames: true }),
    new Filter(false, { package: '*' }),
  ];
  return {
    time: snapshot.time,
    sampleIntervalBytes: snapshot.sampleIntervalBytes,
    tracebackLimit: snapshot.tracebackLimit,
    sizeBytes: snapshot.sizeBytes,
    standardErrorBytes: snapshot.standardErrorBytes,
    traces: snapshot.traces,
    formatted: snapshot.traces.map(({ traceback }) => traceback.format({ mostRecentFirst: true })),
    filtered: [chosen, PROGRAM_ONLY].map((filters) => snapshot.filter(filters).data),
    statistics: GROUPINGS.map((groupBy) => snapshot.statistics(groupBy)),
    differences: GROUPINGS.flatMap((groupBy) => [
      snapshot.compareTo(older, groupBy),
      older.compareTo(snapshot, groupBy),
      snapshot.compareTo(unrelated, groupBy),
    ]),
    cumulative: (['site', 'file', 'package'] as const).map((groupBy) => ({
      statistics: snapshot.statistics(groupBy, { cumulative: true }),
      differences: snapshot.compareTo(older, groupBy, { cumulative: true }),
    })),
  };
}

describe('a snapshot that was written and read', () => {
  for (const [first, last] of [
    [1, 70],
    [71, 140],
    [141, 210],
  ] as const) {
    it(`a snapshot that was written and read answers every query as before: random ones ${first} to ${last}`, () => {
      for (let seed = first; seed <= last; seed += 1) {
        const random = randomFrom(seed);
        const circumstances = randomCircumstances(random);
        const allocations = randomAllocations(random, circumstances);
        const older = sampleSnapshot(allocations, circumstances);
        const newer = sampleSnapshot(laterAllocations(random, allocations), circumstances);
        const unrelated = sampleSnapshot(allocations, { ...circumstances, run: 'another' });
        const [olderAgain, newerAgain] = [reloaded(older), reloaded(newer)];
        assert.deepEqual(newerAgain.data, newer.data, `seed ${seed}`);
        const expected = answers(newer, older, unrelated);
        assert.deepEqual(answers(newerAgain, olderAgain, reloaded(unrelated)), expected, `seed ${seed}`);
        assert.deepEqual(answers(newerAgain, older, unrelated), expected, `seed ${seed}, one side read`);
      }
    });
  }

  it('a snapshot without traces is the same when it was written and read', () => {
    const empty = sampleSnapshot([]).filter([]);
    assert.deepEqual(reloaded(empty).data, empty.data);
  });

  it('a snapshot that was written and read may hold any text, a million brackets too', () => {
    const odd = sampleFrame('["{'.repeat(1e6 / 2), '/app/src/\\"[.js', 1);
    const snapshot = sampleSnapshot([{ stack: [odd], sizeBytes: 1, ordinal: 1 }]);
    assert.deepEqual(reloaded(snapshot).traces, snapshot.traces);
  });

  it('a snapshot file is gzip of JSON that says what it is', () => {
    const path = join(folder, 'plain.heapgauge');
    small.dump(path);
    const content = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { schema: string };
    assert.equal(content.schema, 'heapgauge.snapshot/1');
  });

  it('a snapshot file of a version that noted no columns is read, and its sites are as they were written', () => {
    const path = join(folder, 'columns.heapgauge');
    const place = { ...main, column: 25, site: 'main src/main.js:1:25' };
    sampleSnapshot([{ stack: [place], sizeBytes: 64, ordinal: 1 }]).dump(path);
    assert.deepEqual(Snapshot.load(path).traces[0]?.traceback.frames, [place]);
    const content = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { frames: { column?: unknown } };
    delete content.frames.column;
    writeFileSync(path, gzipSync(JSON.stringify(content)));
    assert.deepEqual(Snapshot.load(path).traces[0]?.traceback.frames, [{ ...place, column: 0 }]);
  });
});

describe('Snapshot.dump', () => {
  const place = join(folder, 'dump');
  mkdirSync(place);

  it('dump fails with the system’s error where the folder is missing', () => {
    assert.throws(
      () => {
        small.dump(join(place, 'missing', 'a.heapgauge'));
      },
      { code: 'ENOENT' },
    );
    assert.deepEqual(readdirSync(place), []);
  });

  it('dump leaves no file behind where the target is a folder', () => {
    mkdirSync(join(place, 'folder'));
    assert.throws(() => {
      small.dump(join(place, 'folder'));
    }, /EISDIR|EEXIST|ENOTEMPTY|EPERM/);
    assert.deepEqual(readdirSync(place), ['folder']);
    assert.deepEqual(readdirSync(join(place, 'folder')), []);
    rmSync(join(place, 'folder'), { recursive: true });
  });

  it('dump replaces an existing file whole', () => {
    const path = join(place, 'a.heapgauge');
    writeFileSync(path, 'x'.repeat(100_000));
    small.dump(path);
    assert.deepEqual(Snapshot.load(path).data, small.data);
    assert.deepEqual(readdirSync(place), ['a.heapgauge']);
    rmSync(path);
  });

  it('dump keeps the mode of the file it replaces, and the link that leads there', () => {
    const path = join(place, 'a.heapgauge');
    writeFileSync(path, 'before');
    chmodSync(path, 0o666);
    symlinkSync('a.heapgauge', join(place, 'link'));
    small.dump(join(place, 'link'));
    assert.deepEqual(Snapshot.load(path).data, small.data);
    assert.equal(statSync(path).mode & 0o777, 0o666);
    assert.equal(lstatSync(join(place, 'link')).isSymbolicLink(), true);
    rmSync(path);
    rmSync(join(place, 'link'));
  });

  it('dump writes to a pipe, and leaves it a pipe', async () => {
    const pipe = join(place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const copy = join(place, 'copy');
    const reader = spawn('dd', [`if=${pipe}`, `of=${copy}`], { stdio: 'ignore' });
    small.dump(pipe);
    await once(reader, 'exit');
    assert.deepEqual(Snapshot.load(copy).data, small.data);
    assert.equal(statSync(pipe).isFIFO(), true);
  });

  it('dump to a pipe that nobody reads from fails after a while, and leaves it a pipe', () => {
    const pipe = join(place, 'unread');
    execFileSync('mkfifo', [pipe]);
    assert.throws(() => {
      small.dump(pipe);
    }, /unread: nobody has read from it for 5 s/);
    assert.equal(statSync(pipe).isFIFO(), true);
    rmSync(pipe);
  });

  it('dump writes to a pipe whose reader is slow', async () => {
    const pipe = join(place, 'slow');
    execFileSync('mkfifo', [pipe]);
    const copy = join(place, 'slow-copy');
    const reader = spawn('sh', ['-c', `exec < ${pipe}; sleep 1; cat > ${copy}`], { stdio: 'ignore' });
    large.dump(pipe);
    await once(reader, 'exit');
    assert.deepEqual(Snapshot.load(copy).data, large.data);
    rmSync(pipe);
    rmSync(copy);
  });

  it('dump through a link to a file that is not there yet makes that file', () => {
    symlinkSync('second', join(place, 'first'));
    symlinkSync('file', join(place, 'second'));
    small.dump(join(place, 'first'));
    assert.deepEqual(Snapshot.load(join(place, 'file')).data, small.data);
    for (const link of ['first', 'second']) {
      assert.ok(lstatSync(join(place, link)).isSymbolicLink());
      rmSync(join(place, link));
    }
    rmSync(join(place, 'file'));
  });

  it('dump through links in a circle fails with the system’s error', () => {
    symlinkSync('circle', join(place, 'circle'));
    assert.throws(
      () => {
        small.dump(join(place, 'circle'));
      },
      { code: 'ELOOP' },
    );
    rmSync(join(place, 'circle'));
  });

  it('dump removes what a process left that was killed an hour ago while it wrote the file, and nothing else', () => {
    const path = join(place, 'a.heapgauge');
    const long = `${path}.01234567-89ab-cdef-0123-456789abcdef.tmp`;
    const names = [long, long.replace('.0123', '.1123'), `${path}.tmp`, `${path}.mine.tmp`, long.replace('/a.', '/b.')];
    for (const name of names) writeFileSync(name, '');
    for (const name of names.filter((_, n) => n !== 1)) utimesSync(name, 0, 0);
    small.dump(path);
    assert.deepEqual(
      names.map((name) => existsSync(name)),
      [false, true, true, true, true],
    );
    for (const name of [path, ...names]) rmSync(name, { force: true });
  });

  it('dump to a device that is full fails with the system’s error', { skip: !existsSync('/dev/full') }, () => {
    assert.throws(
      () => {
        small.dump('/dev/full');
      },
      { code: 'ENOSPC' },
    );
  });

  it('dump refuses a path that is not text', () => {
    assert.throws(
      () => {
        small.dump(5 as unknown as string);
      },
      { code: 'ERR_HEAPGAUGE_INVALID_OPTION' },
    );
  });
});

describe('Snapshot.load', () => {
  it('load fails with the system’s error where there is no file', () => {
    assert.throws(() => Snapshot.load(join(folder, 'missing.heapgauge')), { code: 'ENOENT' });
    assert.throws(() => Snapshot.load(folder), { code: 'EISDIR' });
  });

  it('load refuses a pipe and a device, and does not wait for them', () => {
    const pipe = join(folder, 'load-pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero']) {
      assert.throws(() => Snapshot.load(path), { code: 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT', message: /not a regular file/ });
    }
  });

  it('load refuses a file that is larger than any snapshot, without reading it', () => {
    const path = join(folder, 'huge.heapgauge');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    assert.throws(() => Snapshot.load(path), { code: 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT', message: /larger than/ });
    rmSync(path);
  });

  it('an error of a file shows nothing that a terminal obeys', () => {
    const path = join(folder, 'fn\u001b[2J.heapgauge');
    writeFileSync(path, gzipSync('{"schema":"heapgauge.snapshot/1",\u001b[2J'));
    assert.throws(
      () => Snapshot.load(path),
      (error: Error) => !/\p{C}/u.test(error.message),
    );
  });

  it('load refuses a path that is not text', () => {
    assert.throws(() => Snapshot.load(5 as unknown as string), { code: 'ERR_HEAPGAUGE_INVALID_OPTION' });
  });

  it('load refuses a schema that is not text, even if it would read like one', () => {
    const path = join(folder, 'schema.heapgauge');
    small.dump(path);
    const content = JSON.parse(gunzipSync(readFileSync(path)).toString()) as object;
    writeFileSync(path, gzipSync(JSON.stringify({ ...content, schema: ['heapgauge.snapshot/1'] })));
    assert.throws(() => Snapshot.load(path), { code: 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT' });
  });

  it('load refuses a schema with more after its version', () => {
    const path = join(folder, 'schema.heapgauge');
    small.dump(path);
    const content = JSON.parse(gunzipSync(readFileSync(path)).toString()) as object;
    writeFileSync(path, gzipSync(JSON.stringify({ ...content, schema: 'heapgauge.snapshot/1/more' })));
    assert.throws(() => Snapshot.load(path), { code: 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT' });
  });
});

describe('Snapshot.load of 10,000 malformed files', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const kinds = Object.entries(MALFORMED);
  const perKind = Math.ceil(10_000 / kinds.length);
  const path = join(folder, 'malformed.heapgauge');
  const slowest = { seconds: 0, kind: '' };

  const originals = [1, 2, 3, 4, 5, 6].map((seed) => {
    const random = randomFrom(1000 + seed);
    const circumstances = { ...randomCircumstances(random), stackDepth: 8 };
    const always = { stack: [main, main], sizeBytes: circumstances.sampleIntervalBytes, ordinal: 1 };
    const others = randomAllocations(random, circumstances).map((one) => ({ ...one, ordinal: one.ordinal + 1 }));
    const snapshot = sampleSnapshot([always, ...others], circumstances);
    snapshot.dump(path);
    return { snapshot, sound: readFileSync(path) };
  });

  function load(kind: string): Snapshot | HeapgaugeError {
    const start = performance.now();
    try {
      return Snapshot.load(path);
    } catch (error) {
      assert.ok(error instanceof HeapgaugeError, `another error: ${String(error)}`);
      return error;
    } finally {
      const seconds = (performance.now() - start) / 1000;
      if (seconds > slowest.seconds) Object.assign(slowest, { seconds, kind });
    }
  }

  function loadAll(kind: string, count: number): void {
    const random = randomFrom(kinds.findIndex(([name]) => name === kind));
    for (let n = 0; n < count; n += 1) {
      const original = originals[n % originals.length];
      const make = MALFORMED[kind];
      assert.ok(original !== undefined && make !== undefined);
      const { bytes, codes, message, mayBeIntact = false } = make(original.sound, random);
      writeFileSync(path, bytes);
      const what = (): string => `file ${n}: ${Buffer.from(bytes.subarray(0, 3000)).toString('base64')}`;
      let result: Snapshot | HeapgaugeError;
      try {
        result = load(kind);
      } catch (error) {
        throw new Error(what(), { cause: error });
      }
      if (result instanceof HeapgaugeError) {
        assert.ok(codes.includes(result.code), `${result.code} ${result.message} of ${what()}`);
        assert.ok(result.message.startsWith(`${path}: `), result.message);
        if (message !== undefined) assert.match(result.message, message, what());
      } else {
        assert.ok(mayBeIntact, `was read: ${what()}`);
        assert.deepEqual(result.data, original.snapshot.data, what());
      }
    }
  }

  async function heldBytes(): Promise<number> {
    // What zlib held outside the heap is given back by callbacks, over a few collections.
    for (let round = 0; round < 6; round += 1) {
      collectGarbage();
      await sleep(20);
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  }

  let heldBefore = 0;
  before(async () => {
    // The first loads compile and cache; what they find shows in the tests.
    for (const [kind] of kinds) {
      try {
        loadAll(kind, 50);
      } catch {
        continue;
      }
    }
    heldBefore = await heldBytes();
  });

  for (const [kind] of kinds) {
    it(`load of a malformed file gives one error that fits it: ${kind}`, () => {
      loadAll(kind, perKind);
    });
  }

  it('load holds no memory after malformed files', async (t) => {
    const grownMib = ((await heldBytes()) - heldBefore) / MIB;
    t.diagnostic(`${perKind * kinds.length} files, memory grown by ${grownMib.toFixed(2)} MiB`);
    t.diagnostic(`slowest load ${(slowest.seconds * 1000).toFixed(1)} ms: ${slowest.kind}`);
    assert.ok(grownMib < 4, `${grownMib} MiB`);
  });
});

describe('Snapshot.load of a small file that unpacks to a large one', () => {
  /** Loads the file in a process of its own, which prints the error and by how many MiB its peak of memory rose. */
  async function loadApart(path: string): Promise<Ended> {
    const code = `
      import { Snapshot } from ${JSON.stringify(new URL('../../src/snapshot/snapshot.js', import.meta.url).href)};
      const before = process.resourceUsage().maxRSS;
      let code;
      try { Snapshot.load(${JSON.stringify(path)}); } catch (error) { code = error.code; }
      console.log(JSON.stringify({ code, grownMib: (process.resourceUsage().maxRSS - before) / 1024 }));`;
    return startProgram(process.execPath, ['--input-type=module', '-e', code]).ended;
  }

  async function packed(head: string, unit: string, repetitions: number): Promise<string> {
    const path = join(folder, 'large.heapgauge');
    const block = Buffer.from(unit.repeat(MIB));
    const parts = function* (): Generator<Buffer> {
      yield Buffer.from(head);
      for (let n = 0; n < repetitions; n += 1) yield block;
    };
    await pipeline(parts, createGzip({ level: 1 }), createWriteStream(path));
    return path;
  }

  async function assertRefused(path: string): Promise<void> {
    const { code: exitCode, signal, stdout, stderr } = await loadApart(path);
    assert.deepEqual({ exitCode, signal }, { exitCode: 0, signal: null }, stderr.slice(0, 500));
    const { code, grownMib } = JSON.parse(stdout) as { code: string; grownMib: number };
    assert.match(code, /^ERR_HEAPGAUGE_(NOT_A_SNAPSHOT|SNAPSHOT_DAMAGED)$/);
    assert.ok(grownMib < 128, `the peak of the memory rose by ${grownMib.toFixed(0)} MiB`);
  }

  it('load refuses 600 MiB of spaces without taking the memory', async () => {
    await assertRefused(await packed('', ' ', 600));
  });

  it('load refuses a list longer than V8 can hold, which ends a process that parses it', async () => {
    await assertRefused(await packed('{"schema":"heapgauge.snapshot/1","frames":[1', ',1', 128));
  });
});
