import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const UPLOAD_BYTES = 16_384;

const uploads = new Map<number, Buffer>();

function receiveUpload(upload: number): void {
  uploads.set(upload, Buffer.alloc(UPLOAD_BYTES, upload % 256));
}

export const buffersInMap: Workload = {
  name: 'buffers-in-map',
  description: 'uploads are kept as Buffers, outside the heap, 2 MB/s',
  leak: { allocators: [], bytesPerSecond: 2_000_000, component: 'external' },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(122, receiveUpload);
  },
};
