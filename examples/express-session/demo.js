// Starts the shop with heapgauge preloaded, puts a load on it, and shows heapgauge's reports.
import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { budgetsText, limitText, reportLine, reportTable, suspectsText } from '../../dist/src/reporters/report-text.js';
import { parseDuration } from '../../dist/src/values/units.js';

const HELP = `Watches a shop with a leaking session store. A verdict normally needs an hour of data; here it takes half a minute.

  npm run demo                          until Ctrl-C
  npm run demo -- --for 60s             ends by itself
  npm run demo -- --leak-for 60s        nobody logs in after a minute: the leak is over
  npm run -s demo -- --for 60s --json   the last report on standard output, everything else on standard error

  --for DURATION       how long, such as 90s or 5min
  --leak-for DURATION  how long the sessions leak; SIGUSR2 ends that, too
  --json               print the last report as JSON
  --help               print this

The HEAPGAUGE_* variables work here too. HEAPGAUGE_STARTER=inspector shows the way without native packages.`;

/** Requests per second: logins, each of which leaks a session, and others. */
const LOGIN_RATE = 480;
const PRODUCT_RATE = 120;

const options = readArguments();
const say = options.json ? console.error : console.log;
const period = process.env.HEAPGAUGE_PERIOD ?? '1s';
const app = fork(fileURLToPath(new URL('./app.js', import.meta.url)), {
  execArgv: ['--import', 'heapgauge/register'],
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  env: {
    HEAPGAUGE_SAMPLE_INTERVAL: '64KiB',
    // A demonstration may cost something: reads every second instead of every fifteen.
    HEAPGAUGE_PERIOD: period,
    HEAPGAUGE_MAX_PAUSE_RATIO: '0.05',
    // A verdict in 24 seconds instead of an hour, with as many false alarms in a short week as in a long one.
    HEAPGAUGE_LEAK_SPAN: '24s',
    HEAPGAUGE_FALSE_ALARMS_PER_WEEK: '0.15',
    // It takes nine collections, for which V8 would take a minute and more.
    HEAPGAUGE_COLLECT_AFTER: '2s',
    HEAPGAUGE_PORT: (await isFree(9464)) ? '9464' : '0',
    ...process.env,
    HEAPGAUGE_LOG_LEVEL: 'info',
    PORT: '0',
  },
});

// Who reads has seen enough, as in `npm run demo | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    app.kill();
    process.exit();
  });
}

let finish;
const finished = new Promise((resolve) => (finish = resolve));
process.once('SIGINT', () => finish(130));
process.once('SIGTERM', () => finish(143));
app.once('exit', (code) => finish(code === 0 ? 1 : (code ?? 1)));

const started = Promise.all([
  new Promise((resolve) => app.once('message', ({ port }) => resolve(port))),
  new Promise((resolve) => watchErrors(resolve)),
]);
const addresses = await Promise.race([started, finished]);
if (!Array.isArray(addresses)) process.exit(addresses);
const [shopPort, metricsUrl] = addresses;

say(
  `metrics: ${metricsUrl}   shop: http://127.0.0.1:${shopPort}   load: ${LOGIN_RATE + PRODUCT_RATE} requests a second`,
);
const load = putLoadOn(shopPort);
const startSeconds = performance.now() / 1000;
let report;
const timer = setInterval(showProgress, parseDuration(period, 'HEAPGAUGE_PERIOD') * 1000);
if (options.forSeconds !== undefined) setTimeout(() => finish(0), options.forSeconds * 1000);

const code = await finished;
clearInterval(timer);
await refresh();
load.stop();
app.removeAllListeners('exit');
app.kill();
if (report === undefined) console.error('no report was made');
else if (options.json) console.log(JSON.stringify(report));
else
  console.log(
    `\n${[reportTable(report), suspectsText(report), budgetsText(report), limitText(report)].filter(Boolean).join('\n\n')}`,
  );
process.exit(report === undefined ? 1 : code);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        for: { type: 'string' },
        'leak-for': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const seconds = (name) => (values[name] === undefined ? undefined : parseDuration(values[name], `--${name}`));
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    return {
      json: values.json ?? false,
      forSeconds: seconds('for'),
      leakSeconds: seconds('leak-for'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function putLoadOn(port) {
  const url = `http://127.0.0.1:${port}`;
  // A warm cache: nearly every product asked for is in it.
  const productId = () => Math.trunc(Math.random() * (Math.random() < 0.003 ? 100_000 : 1400));
  const product = (request) => ({ ...request, path: `/product/${productId()}` });
  const visitors = { url, connections: 5, duration: 1e6 };
  const logins = autocannon({ ...visitors, overallRate: LOGIN_RATE, requests: [{ path: '/login' }] });
  const products = autocannon({ ...visitors, overallRate: PRODUCT_RATE, requests: [{ setupRequest: product }] });
  const endLeak = () => logins.stop();
  if (options.leakSeconds !== undefined) setTimeout(endLeak, options.leakSeconds * 1000);
  process.once('SIGUSR2', endLeak);
  const bursts = setInterval(
    () =>
      void fetch(`${url}/report`)
        .then((response) => response.text())
        .catch(() => {}),
    12_000,
  );
  return {
    stop() {
      clearInterval(bursts);
      logins.stop();
      products.stop();
    },
  };
}

async function showProgress() {
  await refresh();
  if (report === undefined) return;
  const elapsed = Math.round(performance.now() / 1000 - startSeconds);
  const share =
    options.forSeconds === undefined
      ? ''
      : `${String(Math.min(100, Math.round((100 * elapsed) / options.forSeconds))).padStart(3)}%  `;
  say(share + reportLine(report));
}

async function refresh() {
  try {
    const answer = await fetch(new URL('/report', metricsUrl), { signal: AbortSignal.timeout(2000) });
    if (answer.ok) report = await answer.json();
  } catch {
    // The next period shows the next report.
  }
}

function watchErrors(onMetricsUrl) {
  let rest = '';
  app.stderr.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const url = /^heapgauge: metrics at (\S+)/.exec(line)?.[1];
      if (url === undefined) console.error(line);
      else onMetricsUrl(url);
    }
  });
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
