import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const tiles: object[] = [];

function loadTile(tile: number): void {
  tiles.push({ tile, pixels: new Array<number>(500).fill(tile % 256) });
}

export const fastTiles: Workload = {
  name: 'fast-tiles',
  description: 'tiles of a map are loaded at 5 MB/s and all kept',
  leak: { allocators: ['loadTile fast-tiles.ts'], bytesPerSecond: 5_000_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(1220, loadTile);
  },
};
