// `npm run pictures`: the dashboards as Grafana draws them, of real data.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf } from '../../src/values/errors.js';
import { parseDuration } from '../../src/values/units.js';
import { ensurePrometheus, startPrometheus } from '../support/prometheus.js';
import { ROOT } from '../support/run-node.js';
import { answerDashboard } from './ask.js';
import { ensureChromium, startChromium } from './chromium.js';
import { readDashboards } from './dashboard.js';
import { CACHE, ensurePackages } from './packages.js';
import { type Recorded, recordDemo } from './record.js';
import { shrink } from './shrink.js';
import { openSite } from './site.js';

const HELP = `npm run pictures [-- DASHBOARD...]

Draws the dashboards in grafana/generated/dashboards, all or the named, with Grafana's own components in Chromium, and writes
grafana/pictures/DASHBOARD.png. The data are a run of three of the demo's shops, two of which leak, under a real
Prometheus. Needs chromium and prometheus; Grafana's components are installed under the temporary folder, once.

  --for DURATION      how long the demo runs, @default 150s
  --again             the data of the last run, without another
  --theme NAME        light or dark, @default light
  --width PIXELS      @default 1280
  --dashboards FOLDER @default grafana/generated/dashboards
  --output FOLDER     @default grafana/pictures
  --help              print this
`;

type Settings = ReturnType<typeof readArguments>;

/** A short name of the checkout: recorded data contain its paths, and two checkouts may record at the same time. */
const CHECKOUT = createHash('sha256').update(ROOT).digest('hex').slice(0, 8);
const DEMO_FOLDER = join(CACHE, `demo-${CHECKOUT}`);
const DEMO_RECORD = `${DEMO_FOLDER}.json`;
const SCRAPE_SECONDS = 1;
/** Pictures that are larger than this load slowly on the page that shows them. */
const LARGEST_BYTES = 300 * 1024;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort(new Error(signal));
  });
}

try {
  const settings = readArguments();
  if (settings.help) process.stdout.write(HELP);
  else await run(settings);
} catch (error) {
  say(interrupted.signal.aborted ? 'interrupted' : `pictures: ${reasonOf(error)}; see npm run pictures -- --help`);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}

async function run(settings: Settings): Promise<void> {
  const { again, seconds, names, dashboards: folder } = settings;
  const dashboards = readDashboards(folder);
  if (dashboards.size === 0) throw new Error(`no dashboards in ${folder}`);
  const unknown = names.filter((name) => !dashboards.has(name));
  if (unknown.length > 0)
    throw new Error(`no dashboard ${unknown.join(', ')} among ${[...dashboards.keys()].join(', ')}`);
  if (!ensurePrometheus()) throw new Error('prometheus is not here and could not be installed');
  if (!ensureChromium()) throw new Error('chromium is not here and could not be installed');
  if (again && !existsSync(DEMO_RECORD)) throw new Error('--again: there are no data of an earlier run');
  const nodeModules = ensurePackages(say);
  if (!again) {
    const recorded = await recordDemo(DEMO_FOLDER, seconds, say, interrupted.signal);
    writeFileSync(DEMO_RECORD, JSON.stringify(recorded));
  }
  const recorded = JSON.parse(readFileSync(DEMO_RECORD, 'utf8')) as Recorded;
  await using prometheus = disposable(await startPrometheus([], undefined, recorded.folder), (it) => it.stop());
  await using site = disposable(await openSite(nodeModules), (it) => {
    it.close();
  });
  await using browser = disposable(await startChromium(say), (it) => it.close());
  mkdirSync(settings.output, { recursive: true });
  for (const [name, dashboard] of dashboards) {
    if (names.length > 0 && !names.includes(name)) continue;
    interrupted.signal.throwIfAborted();
    const span = { ...recorded, scrapeSeconds: SCRAPE_SECONDS };
    const answers = await answerDashboard(dashboard, prometheus.it.url, span);
    site.it.show({ ...answers, theme: settings.theme });
    const picture = await shrink(await browser.it.photograph(site.it.url, settings.widthPx), nodeModules);
    const file = join(settings.output, `${name}.png`);
    writeFileSync(file, picture);
    const size = `${Math.round(picture.length / 1024)} KiB`;
    say(picture.length > LARGEST_BYTES ? `${file}: ${size}, which is large` : `${file}: ${size}`);
  }
}

/** Wraps something so that `await using` ends it when its block is left, however it is left. */
function disposable<T>(it: T, end: (it: T) => void | Promise<void>): AsyncDisposable & { readonly it: T } {
  return {
    it,
    [Symbol.asyncDispose]: async () => {
      await end(it);
    },
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      for: { type: 'string', default: '150s' },
      again: { type: 'boolean', default: false },
      theme: { type: 'string', default: 'light' },
      width: { type: 'string', default: '1280' },
      dashboards: { type: 'string', default: join(ROOT, 'grafana/generated/dashboards') },
      output: { type: 'string', default: join(ROOT, 'grafana/pictures') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.theme !== 'light' && values.theme !== 'dark') throw new Error(`--theme ${values.theme}: light or dark`);
  const widthPx = Number(values.width);
  if (!Number.isInteger(widthPx) || widthPx < 300) throw new Error(`--width ${values.width}: 300 pixels or more`);
  return { ...values, theme: values.theme, widthPx, seconds: parseDuration(values.for, '--for'), names: positionals };
}
