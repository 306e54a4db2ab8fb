import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ensurePrograms } from '../support/debian-programs.js';

/** A page in a headless Chromium. */
export interface Browser {
  /** Opens an address, waits until `window.isDrawn`, and takes a picture of all of it as PNG. */
  photograph(url: string, widthPx: number): Promise<Buffer>;
  close(): Promise<void>;
}

type Result = Readonly<Record<string, unknown>>;
type Answer = { readonly id?: number; readonly result?: Result; readonly error?: { readonly message: string } } & {
  readonly method?: string;
  readonly params?: Result;
};

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
  '--remote-debugging-pipe',
];

/** The longest time that a page may take to draw. */
const DRAWING_SECONDS = 60;

/** Returns whether Chromium is installed, or could be, see {@link ensurePrograms}. */
export function ensureChromium(): boolean {
  return ensurePrograms({ programs: ['chromium'], packages: ['chromium'] });
}

/** Starts the Chromium on the path with a profile of its own. Exceptions of its pages are passed to `warn`. */
export async function startChromium(warn: (text: string) => void): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'heapgauge-chromium-'));
  const child = spawn('chromium', [...OPTIONS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
    // Its own children may write into the profile for a moment longer.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const send = await connect(child, warn);
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const ask: typeof send = (method, params) => send(method, params, String(sessionId));
    await ask('Page.enable');
    await ask('Runtime.enable');
    return {
      photograph: (url, widthPx) => photograph(ask, url, widthPx),
      close: async () => {
        // Asked to, it ends its children first. Its answer may not come any more.
        send('Browser.close').catch(() => undefined);
        await ended;
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Result>;

async function photograph(ask: Send, url: string, widthPx: number): Promise<Buffer> {
  const setSize = (height: number): Promise<Result> =>
    ask('Emulation.setDeviceMetricsOverride', { width: widthPx, height, deviceScaleFactor: 1, mobile: false });
  await setSize(900);
  await ask('Page.navigate', { url });
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return (result as { readonly value?: unknown }).value;
  };
  const deadline = Date.now() + DRAWING_SECONDS * 1000;
  while ((await evaluate('window.isDrawn === true')) !== true) {
    if (Date.now() > deadline) throw new Error(`${url} was not drawn within ${DRAWING_SECONDS} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await setSize(Number(await evaluate('Math.ceil(document.getElementById("root").getBoundingClientRect().height)')));
  await evaluate('new Promise((resolve) => setTimeout(resolve, 500))');
  const { data } = await ask('Page.captureScreenshot', { format: 'png', optimizeForSpeed: false });
  return Buffer.from(String(data), 'base64');
}

/** Connects to Chromium's protocol over its two pipes: messages are JSON, each followed by a zero byte. */
function connect(child: ChildProcess, warn: (text: string) => void): Promise<Send> {
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  let nextId = 1;
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) receive(JSON.parse(message) as Answer);
  });
  const receive = ({ id, result, error, method, params }: Answer): void => {
    if (method === 'Runtime.exceptionThrown') warn(JSON.stringify(params?.['exceptionDetails']));
    const caller = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || caller === undefined) return;
    waiting.delete(id);
    if (error === undefined) caller.resolve(result ?? {});
    else caller.reject(new Error(error.message));
  };
  const failAll = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
  };
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Error(`chromium could not be started: ${error.message}`));
    });
    child.once('exit', () => {
      failAll('chromium ended');
    });
    input.on('error', (error) => {
      failAll(error.message);
    });
    child.once('spawn', () => {
      resolve(send);
    });
  });
}
