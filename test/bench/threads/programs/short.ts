/** Starts 200 threads a minute that each hold some rows for a fifth of a second and end. */
import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) {
  setInterval(() => {
    new Worker(new URL(import.meta.url)).on('error', (error) => {
      throw error;
    });
  }, 300);
} else {
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, text: `row ${n}` }));
  setTimeout(() => {
    rows.length = 0;
  }, 150);
}
