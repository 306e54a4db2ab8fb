import { setFlagsFromString } from 'node:v8';

let isCompiledWhole = false;

/**
 * Has V8 compile code of `new Function` and `eval` whole when it is made. Otherwise V8 compiles its functions when they are
 * first called, and what that takes, half a kibibyte and more for each, counts for the function that calls: a handler that
 * is the first to use a validator or a template seems to hold what a library keeps of it.
 *
 * The setting holds for the whole process and for code made from now on. Code of files is compiled as before.
 */
export function compileGeneratedCodeWhole(): void {
  // A V8 that has no such flag says so on standard error, each time.
  if (isCompiledWhole) return;
  isCompiledWhole = true;
  setFlagsFromString('--no-lazy-eval');
}
