import * as heapgauge from 'heapgauge';
import { test, vi } from 'vitest';
import declareTests from './declare-tests.cjs';

declareTests(test, heapgauge, {
  stop: () => vi.useFakeTimers(),
  go: () => vi.useRealTimers(),
});
