import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { install } from '../../matrix/npm.js';
import type { Fault } from '../fault.js';
import { WORKS, worksAnd } from './programs.js';

const isRoot = process.getuid?.() === 0;

function notRoot(): string | undefined {
  return isRoot ? undefined : 'it takes root';
}

/** Whatever the application starts is preloaded with heapgauge as well, as a variable reaches every child. */
const INHERITED = `
import { execArgv } from 'node:process';
const preload = execArgv.findIndex((word) => word.endsWith('register.js'));
if (preload >= 0) process.env.NODE_OPTIONS = '--import ' + execArgv[preload];
`;

let pm2Program: Promise<string> | undefined;

/** The program of pm2, which npm brings once. */
function pm2(): Promise<string> {
  const folder = join(tmpdir(), 'heapgauge-pm2');
  pm2Program ??= install(process.execPath, folder, { pm2: '^7.0.0' }).then(() =>
    join(folder, 'node_modules/pm2/bin/pm2-runtime'),
  );
  return pm2Program;
}

/** An application that pm2 runs, with whatever else the command has; it ends by itself and pm2 does after it. */
function underPm2(name: string, modes: string): Fault {
  return {
    name,
    part: 'processes',
    isSlow: true,
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    program: `console.log('ready'); setTimeout(() => { console.log('last'); process.exit(3); }, 2500);`,
    prepare: async () => ({ env: { PM2: await pm2() } }),
    // The command is node, its flags, and the script.
    shell: `PM2_HOME=$PWD/home exec "$1" "$PM2" start "\${@: -1}" --no-autorestart --raw ${modes} --node-args="\${*:2:$#-2}"`,
    comparable: (text) =>
      [...text.matchAll(/^(ready|last|.*exited with code \[\d+\])/gm)]
        .map(([line]) => line.replace(/^.*App/, 'App'))
        .sort()
        .join('\n'),
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.match(bare.stdout, /online[^]*ready[^]*exited with code \[3\]/);
    },
    endsWithinSeconds: 90,
  };
}

export const PROCESSES: readonly Fault[] = [
  underPm2('an application that pm2 runs does what it would do bare', ''),
  underPm2('an application of which pm2 runs two in a cluster does what it would do bare', '-i 2'),
  {
    name: 'an application that forks twelve processes, all of them watched, is watched on',
    part: 'processes',
    program: `${INHERITED}
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
writeFileSync('child.mjs', "process.once('message', (n) => process.send(n * 2, () => process.disconnect()));");
${WORKS}
setTimeout(async () => {
  let sum = 0;
  const children = Array.from({ length: 12 }, () => fork('./child.mjs', { execArgv: [] }));
  await Promise.all(children.map(async (child, n) => {
    child.send(n);
    const [answer] = await once(child, 'message');
    sum += answer;
    if (child.exitCode === null) await once(child, 'exit');
  }));
  console.log('sum', sum);
}, 500);`,
    // Each child says that its port is taken.
    lines: 14,
    provoke: ({ printed }) => printed('sum 132', 60),
  },
  {
    name: 'a cluster of which every worker is watched serves and ends as it would',
    part: 'processes',
    program: `${INHERITED}
import cluster from 'node:cluster';
import { createServer, get } from 'node:http';
if (cluster.isPrimary) {
  ${WORKS}
  cluster.setupPrimary({ execArgv: [] });
  for (let n = 0; n < 3; n += 1) cluster.fork();
  let count = 0;
  cluster.on('listening', (worker, { address }) => {
    count += 1;
    if (count === 3) get({ socketPath: address }, (response) => response.on('data', (text) => {
      console.log(String(text));
      response.destroy();
      cluster.disconnect(() => console.log('disconnected'));
    }));
  });
} else {
  createServer((request, response) => response.end('served')).listen('cluster.sock');
}`,
    lines: 6,
    provoke: ({ printed }) => printed('disconnected', 60),
  },
  {
    name: 'an application whose cluster worker dies again and again restarts it as it would',
    part: 'processes',
    program: `${INHERITED}
import cluster from 'node:cluster';
if (cluster.isPrimary) {
  ${WORKS}
  cluster.setupPrimary({ execArgv: [] });
  let deaths = 0;
  cluster.on('exit', (worker, code) => {
    deaths += 1;
    if (deaths < 6) cluster.fork();
    else console.log('deaths', deaths, code);
  });
  cluster.fork();
} else {
  setTimeout(() => process.exit(2), 150);
}`,
    lines: 8,
    provoke: ({ printed }) => printed('deaths 6 2', 60),
  },
  {
    name: 'an application that waits in execSync for fourteen seconds is reported on meanwhile and after it',
    part: 'processes',
    seen: true,
    program: worksAnd(`process.stdout.write('waiting\\n'); (await import('node:child_process')).execSync('sleep 14');`),
    settings: { HEAPGAUGE_MAX_PAUSE_RATIO: undefined },
    provoke: async ({ printed, nextReport, stdout }) => {
      await printed('waiting');
      // The one that was made just before.
      await nextReport(20);
      await nextReport(20);
      // On a busy machine one may come late once.
      if (stdout().includes('done')) throw new Error('no report came while it waited');
      await printed('done');
    },
  },
  {
    name: 'an application that waits in a long native call is reported on at once after it',
    part: 'processes',
    program: worksAnd(`(await import('node:crypto')).pbkdf2Sync('a', 'b', 1_000_000, 64, 'sha512');`),
    settings: { HEAPGAUGE_MAX_PAUSE_RATIO: undefined },
    provoke: ({ printed }) => printed('done', 60),
    delayMilliseconds: 3000,
  },
  {
    name: 'an application that is stuck in a catastrophic regular expression is reported on',
    part: 'processes',
    program: worksAnd(`/^(a+)+$/.test('a'.repeat(24) + 'b');`),
    provoke: ({ printed }) => printed('done', 60),
    delayMilliseconds: 3000,
  },
  {
    name: 'an application that gives up its rights is watched on',
    part: 'processes',
    impossible: notRoot,
    program: worksAnd(`process.setgid(65534); process.setuid(65534); console.log(process.getuid());`),
    provoke: async ({ printed }) => {
      await printed('done');
      await pause(500);
    },
  },
  {
    name: 'an application that changes its working folder is watched on',
    part: 'processes',
    program: worksAnd(`process.chdir('/');`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application with a mask that takes every right from new files is watched',
    part: 'processes',
    program: WORKS,
    shell: 'umask 0777',
  },
  {
    name: 'an application that yields to every other process is watched',
    part: 'processes',
    program: WORKS,
    shell: 'renice -n 19 $$ > /dev/null',
    provoke: () => pause(500),
    delayMilliseconds: 3000,
    endsWithinSeconds: 60,
  },
  {
    name: 'an application on a single processor is watched',
    part: 'processes',
    program: WORKS,
    shell: 'taskset -p -c 0 $$ > /dev/null',
    provoke: () => pause(500),
    delayMilliseconds: 2000,
  },
  {
    name: 'an application that gives its process a title of 5,000 characters is watched on',
    part: 'processes',
    program: worksAnd(`process.title = 'x'.repeat(5000);`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application that is required under CommonJS with heapgauge is watched',
    part: 'processes',
    programType: 'cjs',
    program: WORKS,
  },
  {
    name: 'an application run by the test runner of Node.js reports its own test',
    part: 'processes',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    nodeOptions: ['--test', '--test-reporter=tap'],
    program: `import { test } from 'node:test'; test('its own test', async () => { await new Promise((resolve) => setTimeout(resolve, 600)); });`,
    comparable: (text) => text.replaceAll(/duration_ms:? [\d.]+/g, '').replaceAll(/^.*location.*$/gm, ''),
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.match(bare.stdout, /ok 1/);
    },
  },
  {
    name: 'an application whose coverage is measured has its coverage written',
    part: 'processes',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    env: { NODE_V8_COVERAGE: 'coverage' },
    program: `import { existsSync } from 'node:fs'; console.log(existsSync('/')); setTimeout(() => console.log('last'), 800);`,
    shell: `"$@"; code=$?; ls coverage | wc -l | sed 's/[2-9]/1/'; grep -l application.mjs coverage/* | wc -l; exit $code`,
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.match(bare.stdout, /last\n1\n1\n/);
    },
  },
  {
    name: 'an application run with a profile of the processor has its profile written',
    part: 'processes',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    nodeOptions: ['--cpu-prof', '--cpu-prof-name=own.cpuprofile'],
    program: `setTimeout(() => console.log('last'), 800);`,
    shell: `"$@"; code=$?; ls *.cpuprofile | wc -l; exit $code`,
    provoke: ({ ending }) => ending(),
  },
  {
    name: 'an application run with a profile of the heap of its own has its profile written',
    part: 'processes',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    nodeOptions: ['--heap-prof', '--heap-prof-name=own.heapprofile'],
    program: `const kept = []; const work = setInterval(() => kept.push(new Array(1000).fill(0)), 5); setTimeout(() => { clearInterval(work); console.log('last'); }, 1000);`,
    shell: `"$@"; code=$?; ls *.heapprofile | wc -l; exit $code`,
    provoke: ({ ending }) => ending(),
    met: ({ bare }) => {
      assert.match(bare.stdout, /last\n1\n/);
    },
  },
  {
    name: 'an application that Node.js watches for changes is restarted and watched on',
    part: 'processes',
    isAlone: true,
    nodeOptions: ['--watch', '--watch-preserve-output', '--no-warnings'],
    program: `import './part.mjs'; process.stdout.write('ready\\n'); setInterval(() => undefined, 50);`,
    fromStart: true,
    prepare: ({ folder }) => {
      writeFileSync(join(folder, 'part.mjs'), '');
      return undefined;
    },
    provoke: async ({ folder, printed, stdout }) => {
      await printed('ready');
      await pause(1000);
      writeFileSync(join(folder, 'part.mjs'), "console.log('changed');");
      await printed('changed', 20);
      assert.match(stdout(), /ready[^]*changed/);
    },
    // The watching process is preloaded too, and has the port.
    noReport: 'which of the two has the port is chance',
    expect: ({ bare, watched }) => {
      assert.equal(bare.stdout, watched.stdout);
    },
    endsWithinSeconds: 3,
    lines: 4,
  },
];
