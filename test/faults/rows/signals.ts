import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../application.js';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

/** Debugger lines differ by their address. */
const withoutAddress = (text: string): string => text.replaceAll(/ws:\/\/\S+/g, 'ws://…');

const HANDLES = `${WORKS}
process.on('SIGTERM', () => {
  console.log('going');
  clearInterval(work);
  setTimeout(() => process.exit(5), 100);
});
`;

/** Ends an application by a signal. */
function endedBy(signal: NodeJS.Signals): Pick<Fault, 'provoke' | 'met' | 'noReport'> {
  return {
    provoke: async ({ process: child, ending }) => {
      child.kill(signal);
      await ending();
    },
    met: ({ bare }) => {
      assert.equal(bare.signal, signal);
    },
    noReport: 'it has ended',
  };
}

async function sendAndGoOn({ process: child }: Application, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await pause(500);
}

export const SIGNALS: readonly Fault[] = [
  {
    name: 'an application that nothing befalls is not disturbed',
    part: 'signals',
    program: WORKS,
    lines: 0,
  },
  ...(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGSEGV'] as const).map((signal): Fault => ({
    name: `an application that gets ${signal} and does not handle it ends of it`,
    part: 'signals',
    program: WORKS,
    lines: 0,
    ...endedBy(signal),
  })),
  {
    name: 'an application that handles SIGTERM ends when it wants to and with its own code',
    part: 'signals',
    program: HANDLES,
    lines: 0,
    provoke: async ({ process: child, ending }) => {
      child.kill('SIGTERM');
      await ending();
    },
    expect: ({ watched }) => {
      assert.deepEqual([watched.code, watched.stdout], [5, 'ready\ngoing\n']);
    },
    noReport: 'it has ended',
  },
  {
    name: 'an application that opens its debugger on SIGUSR1 is watched on',
    part: 'signals',
    program: WORKS,
    nodeOptions: ['--inspect-port=0'],
    provoke: (application) => sendAndGoOn(application, 'SIGUSR1'),
    comparable: withoutAddress,
    met: ({ bare, watched }) => {
      assert.match(bare.stderr, /Debugger listening/);
      assert.match(watched.stderr, /Debugger listening/);
    },
  },
  {
    name: 'an application gets each of a hundred SIGWINCH and SIGCONT',
    part: 'signals',
    program: `${WORKS}
let count = 0;
process.on('SIGWINCH', () => { count += 1; });
process.on('exit', () => console.log(count > 0));`,
    provoke: async ({ process: child }) => {
      for (let n = 0; n < 100; n += 1) {
        child.kill('SIGWINCH');
        child.kill('SIGCONT');
        await pause(5);
      }
    },
    met: ({ bare }) => {
      assert.match(bare.stdout, /true/);
    },
  },
  {
    name: 'an application that calls process.abort aborts',
    part: 'signals',
    program: `${WORKS}\nprocess.once('SIGUSR2', () => process.abort());`,
    lines: 0,
    comparable: (text) => text.replaceAll(/0x[0-9a-f]+|\d+/g, '#').replaceAll(/^ *#: # .*$/gm, ''),
    provoke: async ({ process: child, ending }) => {
      child.kill('SIGUSR2');
      await ending();
    },
    met: ({ bare }) => {
      assert.equal(bare.signal, 'SIGABRT');
    },
    noReport: 'it has ended',
  },
  {
    name: 'an application that is killed leaves nothing running',
    part: 'signals',
    program: WORKS,
    lines: 0,
    ...endedBy('SIGKILL'),
  },
];
