import { lookup, type LookupOptions, promises } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { readRegularFile } from '../values/read-file.js';

/** The ways to learn the addresses of a name. */
export interface NameSources {
  /** Asks the name servers for an address; rejects with `ETIMEOUT` where none answers. */
  readonly askServers: (name: string) => Promise<unknown>;
  /** Asks the system, for as long as that takes. */
  readonly askSystem: LookupFunction;
}

/** Longest wait for the answer of one name server. */
const ANSWER_SECONDS = 2;

/** The file of names that need no name server; Windows has it elsewhere, and its names are asked for as any others. */
const HOSTS_FILE = '/etc/hosts';

const SOURCES: NameSources = {
  askServers: (name) => new promises.Resolver({ timeout: ANSWER_SECONDS * 1000, tries: 1 }).resolve4(name),
  askSystem: lookup,
};

/**
 * Makes a lookup that asks the system for a name once a name server has shown that it answers. What the system does cannot
 * be called off: where no name server answers, it holds up the end of the process for ten seconds and more, whichever
 * thread has asked.
 */
export function boundedLookup({ askServers, askSystem }: NameSources = SOURCES): LookupFunction {
  return (name, options: LookupOptions, callback) => {
    const isKnown = name === 'localhost' || isInHostsFile(name);
    Promise.resolve(isKnown ? undefined : askServers(name))
      .catch((error: unknown) => {
        // Any other error is an answer: a name that is unknown there the system may find, by its search list or elsewhere.
        if ((error as NodeJS.ErrnoException).code === 'ETIMEOUT') throw new Error(`no name server answers for ${name}`);
      })
      .then(() => {
        askSystem(name, options, callback);
      })
      .catch((error: unknown) => {
        callback(error as NodeJS.ErrnoException, []);
      });
  };
}

function isInHostsFile(name: string): boolean {
  try {
    const lines = readRegularFile(HOSTS_FILE, 2 ** 20)
      .toString()
      .split('\n');
    return lines.some((line) => line.replace(/#.*/, '').split(/\s+/).slice(1).includes(name));
  } catch {
    return false;
  }
}
