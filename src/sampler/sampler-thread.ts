/**
 * The file that the sampler thread is started with. It loads the program, whose files are read one after the other that way:
 * Node.js opens those of an `import` all at once, and the process may have hardly any file descriptors.
 */
import { createRequire } from 'node:module';

try {
  createRequire(import.meta.url)('./sampler-program.js');
} catch {
  // A Node.js that requires no ES modules, or the program's own error, which comes again here.
  await import('./sampler-program.js');
}
