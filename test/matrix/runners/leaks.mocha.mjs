/* global it */
import * as heapgauge from 'heapgauge';
import { mock } from 'node:test';
import declareTests from './declare-tests.cjs';

declareTests(it, heapgauge, {
  stop: () => mock.timers.enable(),
  go: () => mock.timers.reset(),
});
