import type { Fault } from '../fault.js';

const WORKS = `
const kept = [];
const work = setInterval(() => kept.push({ at: kept.length }), 20);
process.once('over', () => clearInterval(work));
process.stdout.write('ready\\n');
`;

export const SIGNALS: readonly Fault[] = [
  {
    name: 'an application that nothing befalls is not disturbed',
    part: 'signals',
    program: WORKS,
    lines: 0,
  },
];
