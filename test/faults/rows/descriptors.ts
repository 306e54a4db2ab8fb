import assert from 'node:assert/strict';
import type { Fault } from '../fault.js';

/** Opens every descriptor there is, works without any for a while, gives them back. */
const OPENS_ALL = `
import { closeSync, openSync } from 'node:fs';
const opened = [];
const work = setInterval(() => undefined, 50);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
setTimeout(() => {
  try {
    for (;;) opened.push(openSync('/dev/null'));
  } catch (error) {
    console.log(error.code);
  }
  setTimeout(() => {
    for (const file of opened) closeSync(file);
    console.log('given back');
  }, 1500);
}, 1500);
`;

export const DESCRIPTORS: readonly Fault[] = [
  {
    name: 'an application that opens every file descriptor it may runs on',
    part: 'descriptors',
    seen: true,
    program: OPENS_ALL,
    shell: 'ulimit -n 60',
    provoke: ({ printed }) => printed('given back'),
    met: ({ watched }) => {
      assert.match(watched.stdout, /EMFILE/);
    },
  },
];
