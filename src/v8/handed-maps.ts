import type { Session } from 'node:inspector';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sendCommand } from './inspector-commands.js';

/** The most milliseconds for which a thread looks among the maps that Node.js has; what is left is looked for later. */
const MOST_MILLISECONDS = 10;

/** The most characters that the maps of one answer have together. */
const MOST_CHARACTERS = 8_000_000;

/**
 * The code that looks for maps on the application's thread: Node.js has those of all scripts since somebody enabled source
 * maps, as tsx does. It says too whether V8's debugger may be used. It is text, as tools rewrite functions.
 */
const FIND_MAPS = `((scripts, mostMilliseconds, mostCharacters) => {
  const { process, performance } = globalThis;
  const { findSourceMap } = process.getBuiltinModule('node:module');
  const start = performance.now();
  const answers = [];
  let characters = 0;
  for (const script of scripts) {
    if (performance.now() - start > mostMilliseconds || characters > mostCharacters) break;
    let json;
    try {
      const payload = findSourceMap(script)?.payload;
      if (payload) json = JSON.stringify({ ...payload, sourcesContent: undefined });
    } catch {}
    if (json?.length > mostCharacters) json = undefined;
    characters += json?.length ?? 0;
    answers.push(json ?? null);
  }
  const { env, execArgv } = process;
  const isObserved =
    process.getBuiltinModule('node:inspector').url() !== undefined ||
    env.NODE_V8_COVERAGE !== undefined ||
    env.JEST_WORKER_ID !== undefined ||
    globalThis[Symbol.for('heapgauge.zooms')]?.refusal !== undefined ||
    execArgv.includes('--experimental-test-coverage') ||
    globalThis.__vitest_worker__?.config?.coverage?.enabled === true;
  return JSON.stringify({ answers, isObserved });
})`;

/** What a thread has answered about maps. */
export interface MapAnswers {
  /** The map of each script that was looked for to the end: its JSON, or a `data:` URL; `undefined` where it has none. */
  readonly maps: ReadonlyMap<string, string | undefined>;
  /** The scripts that Node.js has no map of, where V8's debugger was not used. */
  readonly missing: readonly string[];
  readonly isDebugged: boolean;
}

/**
 * Finds the maps of scripts that V8 was handed, through a session with the thread that runs them: those that Node.js has,
 * and then, where allowed, those in the text that V8 has.
 *
 * For the second V8's debugger is enabled and disabled at once. That pauses the thread by 6 ms per 500 scripts (33 ms the first
 * time, measured on Node 20 to 26), throws away what code coverage has counted, and from then on V8 makes less of
 * promises: 1.3 times the time for `await` and nothing else. So it is never done under a debugger or coverage, and is
 * only worth it where a tool has surely transformed what runs.
 *
 * @param receive is called with the answers, or with the inspector's error
 */
export function findHandedMaps(
  session: Session,
  scripts: readonly string[],
  { mayDebug }: { mayDebug: boolean },
  receive: (outcome: MapAnswers | Error) => void,
): void {
  const expression = `${FIND_MAPS}(${JSON.stringify(scripts)}, ${MOST_MILLISECONDS}, ${MOST_CHARACTERS})`;
  sendCommand(session, 'Runtime.evaluate', { expression, returnByValue: true }, ([error, answer]) => {
    if (error !== null) {
      receive(error);
      return;
    }
    const { maps, missing, isObserved } = readAnswers(scripts, answer.result.value);
    if (missing.length === 0 || isObserved || !mayDebug) {
      receive({ maps, missing, isDebugged: false });
      return;
    }
    requestInlineMaps(session, (byUrl) => {
      for (const script of missing)
        maps.set(script, byUrl.get(isAbsolute(script) ? pathToFileURL(script).href : script));
      receive({ maps, missing: [], isDebugged: true });
    });
  });
}

interface NodeAnswers {
  readonly maps: Map<string, string | undefined>;
  /** The scripts of which Node.js has no map. */
  readonly missing: readonly string[];
  readonly isObserved: boolean;
}

function readAnswers(scripts: readonly string[], value: unknown): NodeAnswers {
  // Where the application has no `process` for the code to ask, or another one, nothing is known.
  if (typeof value !== 'string') return { maps: new Map(), missing: [], isObserved: true };
  const { answers, isObserved } = JSON.parse(value) as {
    answers: ReadonlyArray<string | null>;
    isObserved: boolean;
  };
  const maps = new Map<string, string>();
  const missing: string[] = [];
  for (const [index, map] of answers.entries()) {
    const script = scripts[index] ?? '';
    if (map === null) missing.push(script);
    else maps.set(script, map);
  }
  return { maps, missing, isObserved };
}

/** Has V8 list its scripts, and gathers the maps that their text has in itself by their URL, the latest of each. */
function requestInlineMaps(session: Session, receive: (byUrl: ReadonlyMap<string, string>) => void): void {
  const byUrl = new Map<string, string>();
  const onScript = ({ params }: { params: { url: string; sourceMapURL?: string | undefined } }): void => {
    if (params.sourceMapURL?.startsWith('data:') === true) byUrl.set(params.url, params.sourceMapURL);
  };
  session.on('Debugger.scriptParsed', onScript);
  // Both commands are served in one go, so that the debugger is enabled no longer than it takes to list the scripts.
  sendCommand(session, 'Debugger.enable', {}, () => {
    session.off('Debugger.scriptParsed', onScript);
  });
  sendCommand(session, 'Debugger.disable', {}, () => {
    receive(byUrl);
  });
}
