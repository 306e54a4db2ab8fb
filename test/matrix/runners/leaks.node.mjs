import { mock, test } from 'node:test';
import * as heapgauge from 'heapgauge';
import declareTests from './declare-tests.cjs';

declareTests(test, heapgauge, {
  stop: () => mock.timers.enable(),
  go: () => mock.timers.reset(),
});
