import { jest, test } from '@jest/globals';
import * as heapgauge from 'heapgauge';
import declareTests from './declare-tests.cjs';

declareTests(test, heapgauge, {
  stop: () => jest.useFakeTimers(),
  go: () => jest.useRealTimers(),
});
