import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const routes = Array.from({ length: 8 }, (_, number) => ({ number }));
const seen = new WeakMap<object, object[]>(routes.map((route) => [route, []]));

/** A map that is weak by the route, which lives for ever; it was meant to be weak by the request. */
function trackRequest(request: number): void {
  const route = routes[request % routes.length];
  if (route !== undefined) seen.get(route)?.push({ request, body: new Array<number>(210).fill(request % 100) });
}

export const weakMapMisuse: Workload = {
  name: 'weak-map-misuse',
  description: 'a WeakMap whose keys never die',
  leak: { allocators: ['trackRequest weak-map-misuse.ts'], bytesPerSecond: 350_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(197, trackRequest);
  },
};
