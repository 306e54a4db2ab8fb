import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { EVENT, METRIC, SCOPE } from '../../src/publish/names.js';
import type { Report } from '../../src/report/report.js';
import { eventNames, type ReceivedLog, startOtlpReceiver } from '../support/otlp-receiver.js';
import { pack } from '../support/packed.js';
import { type Ended, ROOT, type Running, startProgram, until } from '../support/run-node.js';
import { chosenVersions, nodeBinary, type NodeVersion } from './node-versions.js';
import { copiesOf, install, type Installed } from './npm.js';
import {
  allShapes,
  type ByName,
  type CollectedMetric,
  numbersIn,
  numbersOf,
  type Shape,
  shapesOf,
  totalOf,
} from './published.js';

/** What in-memory.js prints. */
interface Way {
  readonly way: string;
  readonly report: Report;
  readonly collected: readonly CollectedMetric[];
  /** The time of the latest report once the collection was done. */
  readonly latest: string;
  /** The metrics that were collected after the monitor had stopped. */
  readonly afterwards: readonly CollectedMetric[];
  readonly facts: Readonly<Record<string, boolean>>;
}

const VERSIONS = chosenVersions();
const EXAMPLE = join(ROOT, 'examples/node-sdk');
const PROGRAMS = join(ROOT, 'test/matrix/programs');
/** Packages that must not be there twice: what one copy makes, the other does not know. */
const SINGLE = ['api', 'core', 'resources', 'sdk-metrics', 'sdk-logs', 'exporter-prometheus'];
/** What goes with an SDK of each generation; it is large, so there is one run for each. */
const AUTO_INSTRUMENTATIONS: Partial<Record<NodeVersion, Readonly<Record<string, string>>>> = {
  20: {
    '@opentelemetry/api': '^1.9.0',
    '@opentelemetry/auto-instrumentations-node': '0.81.2',
    '@opentelemetry/exporter-metrics-otlp-http': '0.223.0',
    '@opentelemetry/sdk-metrics': '2.12.0',
    '@opentelemetry/sdk-node': '0.223.0',
  },
  24: {
    '@opentelemetry/api': '^1.10.0',
    '@opentelemetry/auto-instrumentations-node': '0.82.0',
    '@opentelemetry/exporter-metrics-otlp-http': '0.300.0',
    '@opentelemetry/sdk-metrics': '3.0.0',
    '@opentelemetry/sdk-node': '0.300.0',
  },
};

/** A program that passes everything of ours where OpenTelemetry's types want theirs. */
const TYPED = `
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { HeapgaugeInstrumentation, heapgaugeMetricProducer, startMonitor } from 'heapgauge';

const heapgauge = new HeapgaugeInstrumentation({ period: '15s' });
const monitor = await startMonitor({ meterProvider: new MeterProvider() });
const metricProducers = [heapgaugeMetricProducer(monitor)];
const reader = new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter(), metricProducers });
new NodeSDK({ instrumentations: [heapgauge, [heapgauge]], metricReaders: [reader] }).start();
registerInstrumentations({ instrumentations: [heapgauge] });
`;

describe('the matrix of Node.js and OpenTelemetry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-matrix-'));
  const tarball = pack(folder);
  const published = new Map<NodeVersion, ByName<Shape>>();

  after(() => rm(folder, { recursive: true }));

  // Most of the time is npm's and the examples' waiting.
  describe('an application with the packed package', { concurrency: 2 }, () => {
    for (const version of VERSIONS) {
      it(`an application with the packed package publishes on Node.js ${version}`, async (t) => {
        const from = performance.now();
        const own = join(folder, String(version));
        // Tens of thousands of files: while the next version is under way.
        t.after(() => rm(own, { recursive: true }));
        const node = await nodeBinary(version, join(own, 'node'));
        const place = new Place(node, join(own, 'app'));
        await place.install({ ...exampleDependencies(), heapgauge: `file:${tarball}` });
        t.diagnostic(`Node.js ${version}: installed in ${secondsSince(from)}`);

        await t.test(
          `there is one copy of each package of OpenTelemetry, of the generation of Node.js ${version}`,
          (step) => {
            checkCopies(version, place, step);
          },
        );
        await t.test(
          `each metric of the example arrives at a receiver of OTLP/HTTP on Node.js ${version}`,
          async (step) => {
            published.set(version, await checkExample(place, step));
          },
        );
        await t.test(
          `exactly the report is published on Node.js ${version}, whichever way heapgauge is put in`,
          async () => {
            await checkWays(place);
          },
        );
        await t.test(`under --permission a line names what is missing on Node.js ${version}`, async () => {
          await checkPermission(version, place);
        });
        await t.test(`heapgauge fits the types of OpenTelemetry on Node.js ${version}`, async () => {
          await checkTypes(place);
        });
        const auto = AUTO_INSTRUMENTATIONS[version];
        if (auto === undefined) return;
        await t.test(`heapgauge publishes beside auto-instrumentations-node on Node.js ${version}`, async (step) => {
          await checkBesideAuto(new Place(node, join(own, 'auto')), { ...auto, heapgauge: `file:${tarball}` }, step);
        });
      });
    }
  });

  it('the same is published on each version of Node.js', () => {
    assert.deepEqual([...published.keys()].sort(), [...VERSIONS]);
    const [first, ...others] = published.values();
    for (const other of others) assert.deepEqual(other, first);
  });
});

/** A folder with an application in it, and the Node.js that runs it. */
class Place {
  readonly #node: string;
  readonly #folder: string;
  #installed: Installed = new Map();

  constructor(node: string, folder: string) {
    this.#node = node;
    this.#folder = folder;
  }

  get installed(): Installed {
    return this.#installed;
  }

  async install(dependencies: Readonly<Record<string, string>>): Promise<void> {
    this.#installed = await install(this.#node, this.#folder, dependencies);
  }

  copies(name: string): string[] {
    return copiesOf(`@opentelemetry/${name}`, this.#installed);
  }

  /** Checks a program in TypeScript with the project's own compiler and what is installed here. */
  compile(text: string): Promise<Ended> {
    writeFileSync(join(this.#folder, 'typed.ts'), text);
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck'];
    const target = ['--target', 'es2023', '--module', 'nodenext'];
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    return startProgram(this.#node, [compiler, ...options, ...target, ...types, 'typed.ts'], {
      cwd: this.#folder,
      isPatient: true,
    }).ended;
  }

  /** Starts a program, copied here so that it finds what is installed here. */
  start(
    script: string,
    { env = {}, flags = [] }: { env?: Readonly<Record<string, string>>; flags?: readonly string[] } = {},
  ): Running {
    const copy = join(this.#folder, basename(script));
    copyFileSync(script, copy);
    return startProgram(this.#node, [...flags, copy], { cwd: this.#folder, env, timeoutSeconds: 120 });
  }
}

function checkCopies(version: NodeVersion, place: Place, t: TestContext): void {
  const copies = SINGLE.map((name) => [name, place.copies(name)] as const);
  t.diagnostic(`Node.js ${version}: ${copies.map(([name, found]) => `${name} ${found.join(' and ')}`).join(', ')}`);
  for (const [name, found] of copies) assert.equal(found.length, 1, `${name}: ${found.join(', ')}`);
  const generation = version === 20 ? /^api 1\.9\..* sdk 2\./ : /^api 1\.10\..* sdk 3\./;
  assert.match(`api ${place.copies('api').join()} sdk ${place.copies('sdk-metrics').join()}`, generation);
}

async function checkExample(place: Place, t: TestContext): Promise<ByName<Shape>> {
  await using receiver = await startOtlpReceiver();
  const example = place.start(join(EXAMPLE, 'app.js'), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint } });
  await until('every metric, a suspect and a broken budget', () => {
    failIfEnded(example);
    const exports = receiver.metrics();
    const events = eventNames(receiver);
    const hasEvents = [EVENT.leakSuspected, EVENT.budgetExceeded].every((name) => events.includes(name));
    return (hasEvents && Object.keys(shapesOf(exports)).length === Object.keys(allShapes()).length) || undefined;
  });
  example.process.kill('SIGTERM');
  const { code, stdout, stderr } = await example.ended;
  const bytes = receiver.requests.reduce((sum, { body }) => sum + body.length, 0);
  t.diagnostic(`${receiver.requests.length} requests, ${bytes} bytes, events: ${eventNames(receiver).join(', ')}`);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^suspected: takeOrders app\.js:\d+$/m);
  assert.match(stdout, /^budget orders is exceeded: .+; most in takeOrders app\.js:\d+/m);
  checkEvents(receiver.logs());
  assert.doesNotMatch(stderr, /metrics at|not monitored|threw/);

  const exports = receiver.metrics();
  for (const metrics of exports) {
    for (const { name, scope } of metrics) assert.equal(scope, SCOPE, name);
    assertPlausible(metrics);
  }
  const shapes = shapesOf(exports);
  assert.deepEqual(shapes, allShapes());
  return shapes;
}

/** Asserts that the events of a leak and of a budget are as they are declared, whichever generation carries them. */
function checkEvents(logs: readonly ReceivedLog[]): void {
  for (const { scope, severityText, severityNumber, timeUnixNano, body } of logs) {
    assert.deepEqual([scope, severityText, severityNumber], [SCOPE, 'WARN', 13]);
    assert.ok(Math.abs(Number(timeUnixNano) / 1e6 - Date.now()) < 120_000, timeUnixNano);
    assert.match(String(body), / takeOrders app\.js:\d+|^takeOrders app\.js:\d+ leaks /);
  }
  const place = ['code.file.path', 'code.function.name', 'code.line.number'];
  const keys = Object.fromEntries(logs.map((log) => [log.eventName, Object.keys(log.attributes).sort()]));
  assert.deepEqual(keys, {
    [EVENT.leakSuspected]: [
      ...place,
      'code.stacktrace',
      'component',
      'heapgauge.growth_bytes_per_second',
      'heapgauge.growth_lower_bytes_per_second',
      'heapgauge.growth_upper_bytes_per_second',
      'heapgauge.leak.exact',
      'heapgauge.leak.explained',
      'heapgauge.leak.id',
      'heapgauge.leak.part_shares',
      'heapgauge.leak.parts',
      'heapgauge.leak.traceback_shares',
      'heapgauge.leak.tracebacks',
      'heapgauge.retained_bytes',
      'heapgauge.since',
      'site',
      'thread',
    ],
    [EVENT.budgetExceeded]: [
      'budget',
      ...place,
      'heapgauge.budget.limit',
      'heapgauge.budget.unit',
      'heapgauge.budget.usage',
      'heapgauge.retained_bytes',
      'site',
    ],
  });
}

async function checkWays(place: Place): Promise<void> {
  const { code, stdout, stderr } = await place.start(join(PROGRAMS, 'in-memory.js')).ended;
  assert.equal(code, 0, stderr);
  const lines = stdout.trim().split('\n');
  const ways = lines.map((line) => JSON.parse(line) as Way);
  assert.deepEqual(
    ways.map(({ way }) => way),
    ['metricProducers', 'registerInstrumentations', 'late MeterProvider'],
  );
  for (const { way, report, collected, latest, afterwards, facts } of ways) {
    assert.equal(latest, report.time, `${way}: another report came in between`);
    assert.deepEqual(numbersOf(collected), numbersIn(report), way);
    assert.ok(
      collected.some(({ name, points }) => name === METRIC.siteGrowth && points.length > 0),
      way,
    );
    assert.deepEqual(afterwards, [], way);
    for (const [fact, holds] of Object.entries(facts)) assert.equal(holds, true, `${way}: ${fact}`);
  }
}

/** Follows what the line about `--permission` says, where that Node.js can grant it. */
async function checkPermission(version: NodeVersion, place: Place): Promise<void> {
  const script = join(PROGRAMS, 'starter.mjs');
  const flags = [version < 24 ? '--experimental-permission' : '--permission', '--no-warnings', '--allow-fs-read=*'];
  const bare = await place.start(script, { flags }).ended;
  assert.deepEqual([bare.code, bare.stdout], [0, 'none\n'], bare.stderr);
  if (version < 24) {
    assert.match(bare.stderr, /^heapgauge: sites are unavailable: .*no flag that allows the inspector.*\n$/);
    return;
  }
  const [, missing = ''] = /; --permission takes (.+) for them; .*\n$/.exec(bare.stderr) ?? [];
  assert.equal(missing, `--allow-worker --allow-inspector${version < 26 ? ' --allow-addons' : ''}`);
  const followed = await place.start(script, { flags: [...flags, ...missing.split(' ')] }).ended;
  assert.deepEqual([followed.stdout, followed.stderr], [version < 26 ? 'datadog\n' : 'v8\n', '']);
}

async function checkTypes(place: Place): Promise<void> {
  const { code, stdout } = await place.compile(TYPED);
  assert.equal(code, 0, stdout);
}

async function checkBesideAuto(
  place: Place,
  dependencies: Readonly<Record<string, string>>,
  t: TestContext,
): Promise<void> {
  const from = performance.now();
  await place.install(dependencies);
  t.diagnostic(`${place.installed.size} packages in ${secondsSince(from)}`);
  // Its packages do not agree on one copy of the SDK; of ours none is our own.
  assert.equal(place.copies('api').length, 1);
  const ours = [...place.installed.keys()].filter((path) => path.startsWith('node_modules/heapgauge/node_modules/'));
  assert.deepEqual(ours, []);

  await using receiver = await startOtlpReceiver();
  const program = place.start(join(PROGRAMS, 'beside-auto.js'), {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
  });
  await until('metrics of ours and of others', () => {
    failIfEnded(program);
    const scopes = new Set(receiver.metrics().flatMap((metrics) => metrics.map(({ scope }) => scope)));
    return (scopes.has(SCOPE) && scopes.has('@opentelemetry/instrumentation-runtime-node')) || undefined;
  });
  program.process.kill('SIGTERM');
  const { code, stderr } = await program.ended;
  assert.equal(code, 0, stderr);
  assertPlausible(
    receiver
      .metrics()
      .at(-1)
      ?.filter(({ scope }) => scope === SCOPE) ?? [],
  );
}

function exampleDependencies(): Record<string, string> {
  const text = readFileSync(join(EXAMPLE, 'package.json'), 'utf8');
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
}

/** Asserts what must hold of any export: parts that add up, and sizes that a process can have. */
function assertPlausible(metrics: Parameters<typeof totalOf>[1]): void {
  const total = (name: string): number => totalOf(name, metrics);
  if (total(METRIC.heapUsed) === 0) return;
  assert.ok(total(METRIC.heapUsed) > 1e6 && total(METRIC.heapUsed) < total(METRIC.heapLimit));
  assert.ok(total(METRIC.heapPeak) >= total(METRIC.heapUsed));
  assert.ok(total(METRIC.memoryUsage) > total(METRIC.heapUsed));
  for (const [sites, all] of [
    [METRIC.siteLive, METRIC.tracedCurrent],
    [METRIC.siteRetained, METRIC.tracedRetained],
  ] as const) {
    assert.ok(Math.abs(total(sites) - total(all)) < 1, `${sites}: ${total(sites)}, ${all}: ${total(all)}`);
  }
}

function failIfEnded({ process: { exitCode }, stderr }: Running): void {
  if (exitCode !== null) throw new Error(`it has ended with ${exitCode}: ${stderr()}`);
}

function secondsSince(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
