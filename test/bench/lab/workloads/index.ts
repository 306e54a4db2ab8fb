import type { Workload } from '../workload.js';
import { abortListeners } from './abort-listeners.js';
import { leakAfterAwait, droppedAfterAwait } from './after-await.js';
import { ajvValidatorsKept, ajvValidatorsDropped } from './ajv-validators.js';
import { asyncContexts } from './async-contexts.js';
import { asyncTasks } from './async-tasks.js';
import { axiosInterceptorsKept, axiosInterceptorsEjected } from './axios-interceptors.js';
import { bufferTurnover } from './buffer-turnover.js';
import { buffersInMap } from './buffers-in-map.js';
import { burstReleased } from './burst-released.js';
import { cacheFilling } from './cache-filling.js';
import { chatRoomsLeftOnce, chatRoomsLeft } from './chat-rooms.js';
import { closuresKept } from './closures-kept.js';
import { connectionTable } from './connection-table.js';
import { eventListeners } from './event-listeners.js';
import { expressMemoryStore } from './express-memory-store.js';
import { fastTiles } from './fast-tiles.js';
import { httpLruServer } from './http-lru-server.js';
import { jobQueue } from './job-queue.js';
import { jsdomWindowsKept, jsdomWindowsClosed } from './jsdom-windows.js';
import { jsonChurn } from './json-churn.js';
import { keptBesideDropped } from './kept-beside-dropped.js';
import { largeObjects } from './large-objects.js';
import { lazyCode } from './lazy-code.js';
import { leakBesideGarbage } from './leak-beside-garbage.js';
import { leakBesideTtlCache } from './leak-beside-ttl-cache.js';
import { linkedList } from './linked-list.js';
import { logBuffer } from './log-buffer.js';
import { longLivedLru } from './long-lived-lru.js';
import { mapKeyedByObject } from './map-keyed-by-object.js';
import { memoizedWithoutBound, memoizedWithBound } from './memoized-function.js';
import { memoized } from './memoized.js';
import { metricLabels } from './metric-labels.js';
import { moduleLoading } from './module-loading.js';
import { plateau } from './plateau.js';
import { promLabelsWithoutEnd, promLabelsFixed } from './prom-labels.js';
import { promiseChain } from './promise-chain.js';
import { sawtooth } from './sawtooth.js';
import { sessions } from './sessions.js';
import { sharedCloneKept, catalogueBesideLeak, catalogueAlone, sharedCloneDropped } from './shared-clone.js';
import { slicesKept, slicesCopied } from './sliced-strings.js';
import { slowCollector } from './slow-collector.js';
import { slowHistory } from './slow-history.js';
import { slowUnderSawtooth } from './slow-under-sawtooth.js';
import { stringBuilding } from './string-building.js';
import { templateCompilation } from './template-compilation.js';
import { ttlCache } from './ttl-cache.js';
import { unboundedCache } from './unbounded-cache.js';
import { unclearedTimers } from './uncleared-timers.js';
import { wanderingCache } from './wandering-cache.js';
import { weakMapMisuse } from './weak-map-misuse.js';
import { zodSchemasKept, zodSchemasDropped } from './zod-schemas.js';

/** All workloads, those that leak first. */
export const WORKLOADS: readonly Workload[] = [
  closuresKept,
  eventListeners,
  unclearedTimers,
  mapKeyedByObject,
  unboundedCache,
  promiseChain,
  sessions,
  expressMemoryStore,
  abortListeners,
  asyncContexts,
  logBuffer,
  metricLabels,
  linkedList,
  weakMapMisuse,
  fastTiles,
  largeObjects,
  leakBesideGarbage,
  leakBesideTtlCache,
  keptBesideDropped,
  slowHistory,
  slowUnderSawtooth,
  buffersInMap,
  zodSchemasKept,
  ajvValidatorsKept,
  promLabelsWithoutEnd,
  axiosInterceptorsKept,
  memoizedWithoutBound,
  jsdomWindowsKept,
  chatRoomsLeftOnce,
  sharedCloneKept,
  catalogueBesideLeak,
  slicesKept,
  leakAfterAwait,
  moduleLoading,
  cacheFilling,
  ttlCache,
  sawtooth,
  burstReleased,
  plateau,
  slowCollector,
  lazyCode,
  httpLruServer,
  jsonChurn,
  templateCompilation,
  jobQueue,
  stringBuilding,
  longLivedLru,
  connectionTable,
  wanderingCache,
  bufferTurnover,
  memoized,
  asyncTasks,
  zodSchemasDropped,
  ajvValidatorsDropped,
  promLabelsFixed,
  axiosInterceptorsEjected,
  memoizedWithBound,
  jsdomWindowsClosed,
  chatRoomsLeft,
  sharedCloneDropped,
  catalogueAlone,
  slicesCopied,
  droppedAfterAwait,
];
