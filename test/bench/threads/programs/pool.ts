/** A pool of two threads that is given 100 tasks a second: `pool.js keeps|drops`. */
import { Piscina } from 'piscina';

const pool = new Piscina({
  filename: new URL('./task.js', import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
  workerData: process.argv[2] === 'keeps' ? {} : { documents: 200 },
});
let id = 0;
setInterval(() => {
  for (let n = 0; n < 2; n += 1) {
    pool.run({ id }).catch((error: unknown) => {
      throw error;
    });
    id += 1;
  }
}, 20);
