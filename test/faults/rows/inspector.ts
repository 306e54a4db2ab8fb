import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';
import { startProgram } from '../../support/run-node.js';
import { WORKS, worksAnd } from './programs.js';

const withoutAddress = (text: string): string =>
  text.replaceAll(/ws:\/\/\S+/g, 'ws://…').replaceAll(/^.*\bDebugger ending.*\n/gm, '');

/** A program that sends commands of the DevTools protocol and waits for each answer; `name:seconds` waits besides. */
const CLIENT = `
const [address, ...commands] = process.argv.slice(1);
const socket = new WebSocket(address);
await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('no connection')); });
let id = 0;
for (const command of commands) {
  const [method, parameters] = command.split(/ (.*)/s);
  if (method === 'wait') { await new Promise((resolve) => setTimeout(resolve, Number(parameters))); continue; }
  id += 1;
  const answered = new Promise((resolve) => {
    socket.onmessage = ({ data }) => { const answer = JSON.parse(data); if (answer.id === id) resolve(answer); };
  });
  socket.send(JSON.stringify({ id, method, params: JSON.parse(parameters ?? '{}') }));
  const answer = await answered;
  console.log(method, answer.error?.message ?? 'ok');
}
socket.close();
`;

/** Sends commands as DevTools would, and keeps what was answered. */
async function send({ stderr, note, printed }: Application, commands: readonly string[]): Promise<void> {
  await printed('ready');
  const address = /Debugger listening on (ws:\S+)/.exec(stderr())?.[1];
  if (address === undefined) throw new Error('no debugger listens');
  const client = startProgram(process.execPath, [
    ...(process.allowedNodeEnvironmentFlags.has('--experimental-websocket') ? ['--experimental-websocket'] : []),
    '--no-warnings',
    '--input-type=module',
    '-e',
    CLIENT,
    '--',
    address,
    ...commands,
  ]);
  const { code, stdout, stderr: trouble } = await client.ended;
  note('answers', stdout);
  if (code !== 0) throw new Error(trouble);
}

function devTools(name: string, commands: readonly string[], others: Partial<Fault> = {}): Fault {
  const methods = commands.filter((command) => !command.startsWith('wait ')).map((command) => command.split(' ', 1)[0]);
  return {
    name,
    part: 'inspector',
    program: WORKS,
    nodeOptions: ['--inspect=0'],
    comparable: withoutAddress,
    provoke: (application) => send(application, commands),
    met: ({ bare, watched }) => {
      const answers = methods.map((method) => `${method} ok\n`).join('');
      assert.equal(bare.notes.get('answers'), answers);
      assert.equal(watched.notes.get('answers'), answers);
    },
    ...others,
  };
}

export const INSPECTOR: readonly Fault[] = [
  devTools('an application to which DevTools attaches and detaches is watched on', [
    'Runtime.enable',
    'Debugger.enable',
    'Profiler.enable',
    'HeapProfiler.enable',
    'wait 300',
    'HeapProfiler.disable',
    'Profiler.disable',
    'Debugger.disable',
  ]),
  devTools('an application that DevTools pauses for three seconds is watched on', [
    'Debugger.enable',
    'Debugger.pause',
    'wait 3000',
    'Debugger.resume',
  ]),
  devTools('an application of which DevTools records allocations is watched on once that is over', [
    'HeapProfiler.enable',
    'HeapProfiler.startSampling {"samplingInterval":32768}',
    'wait 1000',
    'HeapProfiler.stopSampling',
  ]),
  devTools(
    'an application of which DevTools tracks objects and takes a heap snapshot is watched on',
    [
      'HeapProfiler.enable',
      'HeapProfiler.startTrackingHeapObjects {"trackAllocations":true}',
      'wait 500',
      'HeapProfiler.stopTrackingHeapObjects',
      'HeapProfiler.takeHeapSnapshot {"reportProgress":false}',
      'HeapProfiler.collectGarbage',
    ],
    { delayMilliseconds: 4000 },
  ),
  devTools('an application of which DevTools records the processor is watched on', [
    'Profiler.enable',
    'Profiler.start',
    'wait 500',
    'Profiler.stop',
    'Profiler.startPreciseCoverage {"callCount":true}',
    'Profiler.stopPreciseCoverage',
  ]),
  {
    name: 'an application that writes a heap snapshot is watched on',
    part: 'inspector',
    program: worksAnd(`const v8 = await import('node:v8'); v8.writeHeapSnapshot('own.heapsnapshot');`),
    provoke: ({ printed }) => printed('done', 60),
    delayMilliseconds: 4000,
    memoryMiB: 160,
  },
  {
    name: 'an application that sets flags of V8 at run time is watched on',
    part: 'inspector',
    program: worksAnd(`const v8 = await import('node:v8');
  for (const flag of ['--no-opt', '--opt', '--no-compact', '--max-lazy', '--stack-size=900', '--trace-gc', '--no-trace-gc']) v8.setFlagsFromString(flag);`),
    provoke: ({ printed }) => printed('done'),
    comparable: (text) => text.replaceAll(/^\[\d+:.*\n/gm, ''),
  },
  {
    name: 'an application that opens and closes its own debugger port is watched on',
    part: 'inspector',
    program: worksAnd(`const inspector = await import('node:inspector');
  inspector.open(0); await new Promise((resolve) => setTimeout(resolve, 500)); inspector.close();`),
    comparable: withoutAddress,
    provoke: ({ printed }) => printed('done'),
    met: ({ bare, watched }) => {
      assert.match(bare.stderr, /Debugger listening/);
      assert.match(watched.stderr, /Debugger listening/);
    },
  },
  {
    name: 'an application whose own inspector sessions come and go is watched on',
    part: 'inspector',
    program: worksAnd(`const { Session } = await import('node:inspector/promises');
  for (let n = 0; n < 50; n += 1) {
    const session = new Session();
    session.connect();
    await session.post('HeapProfiler.enable');
    await session.post('Runtime.evaluate', { expression: '1 + 1' });
    session.disconnect();
  }`),
    provoke: ({ printed }) => printed('done'),
  },
  {
    name: 'an application with a debugger statement and nobody attached runs on',
    part: 'inspector',
    program: worksAnd(`debugger;`),
    provoke: async ({ printed }) => {
      await printed('done');
      await pause(300);
    },
  },
];
