/**
 * The file that the sampler thread is started with. It loads the program, whose files are read one after the other that way:
 * Node.js opens those of an `import` all at once, and the process may have hardly any file descriptors. Node.js 20 aborts the
 * whole process where a thread is ended within that (`v8::Module::IsGraphAsync`), so whoever ends it waits at the gate.
 */
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { ThreadData } from '../threads/messages.js';
import { ReadGate } from '../threads/read-gate.js';

const gate = new ReadGate((workerData as ThreadData).loadCell);
// It throws where the process is ending, so that nothing is loaded any more.
void gate.close();
try {
  createRequire(import.meta.url)('./sampler-program.js');
} catch {
  // A Node.js that requires no ES modules, or the program's own error, which comes again here.
  await import('./sampler-program.js');
} finally {
  gate.open();
}
