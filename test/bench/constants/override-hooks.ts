import type { InitializeHook, LoadHook } from 'node:module';

let [name, value] = ['', ''];

/** Takes `NAME=VALUE`. */
export const initialize: InitializeHook<string> = (override) => {
  [name = '', value = ''] = override.split('=');
};

/** Loads every module as it is, but for the constant's value. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!url.endsWith('/src/growth/constants.js')) return loaded;
  if (!(loaded.source instanceof Uint8Array)) throw new Error('constants.js was not loaded as bytes');
  const source = Buffer.from(loaded.source).toString();
  const changed = source.replace(new RegExp(`^export const ${name} = .*;$`, 'm'), `export const ${name} = ${value};`);
  if (changed === source) throw new Error(`no constant ${name}`);
  return { ...loaded, source: changed };
};
