import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPrometheus } from '../support/prometheus.js';
import { ROOT, type Running, startProgram, until } from '../support/run-node.js';

/** A folder of recorded data, and the time that they cover. */
export interface Recorded {
  readonly folder: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * One budget is exceeded at once, one about a minute later, and one stays within its limit. Their minutes are shortened
 * to seconds.
 */
const BUDGETS = [
  'package:express-session=3MiB/min for 5s repeat 10s as sessions',
  'package:express-session=20MiB for 5s repeat 10s as held-sessions',
  'heap=80%',
].join('; ');

/** The heap limit of a small container, so that the limit is in sight. */
const HEAP_MEGABYTES = 192;

/** Three processes of the shop. The one without logins does not leak; it stands for the version before the leak. */
const SHOPS = [
  { instance: 'shop-1', version: '2.4.0', demoArguments: [] },
  { instance: 'shop-2', version: '2.4.0', demoArguments: [] },
  { instance: 'shop-3', version: '2.3.1', demoArguments: ['--leak-for', '1s'] },
];

/** Runs the demo under a real Prometheus with the generated rules. What Prometheus stores stays in the folder. */
export async function recordDemo(
  folder: string,
  seconds: number,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Recorded> {
  rmSync(folder, { recursive: true, force: true });
  const shops = SHOPS.map((shop) => ({ ...shop, demo: startShop(shop, seconds) }));
  try {
    const targets = await Promise.all(
      shops.map(async ({ instance, demo }) => {
        const page = await until(instance, () => /^metrics: (\S+)/.exec(demo.stdout())?.[1]);
        return { instance, address: new URL(page).host };
      }),
    );
    const prometheus = await startPrometheus(targets, { rules: hurriedRules() }, folder);
    try {
      const fromSeconds = Math.ceil(Date.now() / 1000);
      for (let done = 0; done < seconds; done += 10) {
        say(`the demo runs: ${done} of ${seconds} s`);
        await sleep(Math.min(10, seconds - done) * 1000, undefined, { signal });
      }
      return { folder, fromSeconds, toSeconds: Math.floor(Date.now() / 1000) };
    } finally {
      await prometheus.stop();
    }
  } finally {
    await Promise.all(
      shops.map(({ demo }) => {
        demo.process.kill('SIGINT');
        return demo.ended;
      }),
    );
  }
}

function startShop({ version, demoArguments }: (typeof SHOPS)[number], seconds: number): Running {
  return startProgram(process.execPath, ['examples/express-session/demo.js', ...demoArguments], {
    env: {
      HEAPGAUGE_PORT: '0',
      HEAPGAUGE_BUDGETS: BUDGETS,
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: `service.version=${version}`,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
    },
    timeoutSeconds: seconds + 120,
  });
}

/** The generated rules, evaluated every second, because the demo shortens the hour of a verdict to half a minute. */
function hurriedRules(): string {
  const text = readFileSync(join(ROOT, 'grafana/generated/heapgauge-rules.yaml'), 'utf8');
  return text.replace(/^( *(?:- )?(?:interval|keep_firing_for): ).+$/gm, '$11s');
}
