import { readFileSync } from 'node:fs';
import { onThread } from '../values/thread-values.js';
import { OWN_CODE } from '../values/own-code.js';
import type { WorkerSession } from './worker-session.js';

/** Below this name `globalThis` of a worker thread keeps the functions that watch it. */
const NAME = 'thread-watch';

/** The script that watches a worker thread: one file, made of src/workers/thread-watch.ts and what that imports. */
const SCRIPT = 'workers/thread-watch.script.js';

/** The file that each part of the script takes itself for, so that it finds packages, and knows its own frames. */
const SCRIPT_ADDRESS = 'values/own-code.js';

let script: string | undefined;

/**
 * Calls a function of the script that watches a worker thread, on that thread. Does nothing where the thread has not got it.
 * Rejects with the error of that thread, or of the inspector.
 */
export function call(worker: WorkerSession, name: string, ...values: readonly unknown[]): Promise<unknown> {
  return evaluate(worker, `globalThis[${keyText()}]?.${callText(name, values)}`);
}

/**
 * Does what {@link call} does, and has the thread get the script before where it has not. The script is sent as text and loads
 * no file: Node.js 20 aborts the process where the application ends a thread that loads one.
 */
export async function beginCall(worker: WorkerSession, name: string, ...values: readonly unknown[]): Promise<unknown> {
  const answer = await call(worker, name, ...values);
  return answer ?? (await evaluate(worker, `${scriptText()}.${callText(name, values)}`));
}

async function evaluate(worker: WorkerSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await worker.ask('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails === undefined) return result.value;
  throw new Error(exceptionDetails.exception?.description?.split('\n', 1)[0] ?? exceptionDetails.text);
}

function callText(name: string, values: readonly unknown[]): string {
  return `${name}(${values.map((value) => JSON.stringify(value)).join()})`;
}

function keyText(): string {
  return `Symbol.for(${JSON.stringify(Symbol.keyFor(onThread(NAME, ownCode())))})`;
}

/** An expression that has the thread keep the script's functions, and gives them. */
function scriptText(): string {
  const code = ownCode();
  const url = new URL(SCRIPT, code);
  script ??= readFileSync(url, 'utf8');
  const text = JSON.stringify(`((require, ownAddress) => {${script}; return threadWatch; })`);
  // The heap profile names the file of what is run so, and thereby this package.
  const run = `process.getBuiltinModule('node:vm').runInThisContext(${text}, { filename: ${JSON.stringify(url.href)} })`;
  const address = JSON.stringify(new URL(SCRIPT_ADDRESS, code).href);
  return `((made) => {
    Reflect.defineProperty(globalThis, ${keyText()}, { value: made });
    return made;
  })(${run}(process.getBuiltinModule, ${address}))`;
}

function ownCode(): URL {
  if (OWN_CODE === undefined) throw new Error('heapgauge is bundled into the application');
  return OWN_CODE;
}
