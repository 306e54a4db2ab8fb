import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

function permitted(
  node: 20 | 22 | 24 | 26,
  what: string,
  flags: readonly string[],
  others: Partial<Fault> = {},
): Fault {
  const flag = node >= 24 ? '--permission' : '--experimental-permission';
  return {
    name: `an application on Node.js ${node} under --permission with ${what} runs on`,
    part: 'permission',
    node,
    program: WORKS,
    nodeOptions: [flag, '--allow-fs-read=*', '--no-warnings', ...flags],
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(700);
    },
    ...others,
  };
}

export const PERMISSION: readonly Fault[] = [
  permitted(20, 'nothing but reading files', []),
  permitted(22, 'nothing but reading files', []),
  permitted(24, 'nothing but reading files', []),
  permitted(26, 'nothing but reading files', [], { noReport: 'no page may be served' }),
  permitted(20, 'threads and child processes', ['--allow-worker', '--allow-child-process']),
  permitted(24, 'threads and addons', ['--allow-worker', '--allow-addons', '--allow-child-process']),
  permitted(26, 'all it takes', ['--allow-worker', '--allow-net', '--allow-inspector']),
  permitted(26, 'threads but no inspector', ['--allow-worker', '--allow-net']),
  permitted(26, 'the network but no threads', ['--allow-net']),
];
