import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const CHUNK_BYTES = 65_536;
const CHUNKS_PER_SECOND = 80;
const SECONDS_HELD = 4;

let chunks: Buffer[] = [];

function readChunk(chunk: number): void {
  chunks.push(Buffer.alloc(CHUNK_BYTES, chunk % 256));
}

export const bufferTurnover: Workload = {
  name: 'buffer-turnover',
  description: 'Buffers, outside the heap, are collected for 4 s, 5 MB/s, and written out',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(CHUNKS_PER_SECOND, readChunk);
    lab.every(SECONDS_HELD, () => {
      chunks = [];
    });
  },
};
