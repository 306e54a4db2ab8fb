import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a small program in TypeScript: functions of every kind allocate what is kept for a while. */
const FILES = {
  'src/app.ts': `import { remember } from './history.js';

interface Visit {
  path: string;
  headers: string[];
}

type Make<T> = (n: number) => T;

export class Maker {
  readonly madeByField: Make<Visit> = (n: number): Visit => {
    return { path: \`/field/\${n}\`, headers: [\`a\${n}\`, \`b\${n}\`] };
  };

  madeByMethod<T extends number>(n: T): Visit {
    return { path: \`/method/\${n}\`, headers: [\`a\${n}\`, \`b\${n}\`] };
  }
}

export const madeByArrow = (n: number): Visit => ({ path: \`/arrow/\${n}\`, headers: [\`a\${n}\`, \`b\${n}\`] });

function makeVisit(n: number): Visit {
  return { path: \`/page/\${n}\`, headers: [\`a\${n}\`, \`b\${n}\`] };
}

export function work(maker: Maker): void {
  for (let i = 0; i < 50; i += 1) {
    remember(makeVisit(i));
    remember(madeByArrow(i));
    remember(maker.madeByField(i));
    remember(maker.madeByMethod(i));
  }
}
`,
  'src/history.ts': `/*
 * Comments and types, so that lines are others in what is run.
 */
type Anything = object;

export interface Entry<T extends Anything> {
  at: number;
  what: T;
}

const history: Entry<Anything>[] = [];

export function remember<T extends Anything>(what: T): void {
  const entry: Entry<T> = { at: Date.now(), what };
  history.push(entry);
  if (history.length > 100_000) history.length = 0;
}

export const remembered = (): number => history.length;
`,
  'src/main.ts': `import { Maker, work } from './app.js';
import { remembered } from './history.js';

const maker = new Maker();
const timer = setInterval(() => work(maker), 5);
setTimeout(() => {
  clearInterval(timer);
  console.log(remembered());
}, 60_000);
`,
};

/** The functions of the program, each as it must be shown where there is a map of it. */
export const FUNCTIONS: readonly string[] = [
  'makeVisit src/app.ts:22',
  'madeByArrow src/app.ts:20',
  'madeByField src/app.ts:11',
  'madeByMethod src/app.ts:15',
  'remember src/history.ts:13',
];

/** What the program's files are to Node.js; `native` where it runs them as they are. */
export type ProgramType = 'module' | 'commonjs' | 'native';

/** The ending of the files that the program imports. */
const ENDINGS: Readonly<Record<ProgramType, string>> = { module: '.js', commonjs: '', native: '.ts' };

/** Writes the program into a folder. */
export function writeProgram(folder: string, type: ProgramType): void {
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const [file, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, file), text.replaceAll(".js'", `${ENDINGS[type]}'`));
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'program', private: true, type: type === 'commonjs' ? 'commonjs' : 'module' }),
  );
}
