import { METRIC } from '../../../src/publish/names.js';
import { ofMainThreads, ofProcesses } from '../../queries/dashboard-selectors.js';
import type { UnplacedPanel } from '../dashboard.js';
import { COLOUR, STATE } from '../palette.js';
import { chart, coloured, dashed, stackedChart, UNIT } from '../panels.js';

const HEAP_LIMIT = 'heap limit';

/** Where the memory of the process is, and how far it is from the limit. */
export const MEMORY_PANELS: readonly UnplacedPanel[] = [
  dashed(
    coloured(
      stackedChart(
        {
          title: 'Memory by component',
          description:
            "The components add up to the resident set size. Traced memory was allocated on V8's heap since the profiler started; untraced memory is the rest of that heap. External memory is Buffers, workers are the heaps of worker threads and what they hold outside, other is native memory. The heap limit bounds the first two only.",
          unit: UNIT.bytes,
          empty: 'No data',
        },
        [
          { expr: `sum by (component) (${ofProcesses(METRIC.memoryUsage)})`, legend: '{{component}}' },
          { expr: `sum(${ofMainThreads(METRIC.heapLimit)})`, legend: HEAP_LIMIT },
        ],
      ),
      {
        traced: COLOUR.blue,
        heap_untraced: COLOUR.skyBlue,
        external: COLOUR.orange,
        workers: COLOUR.purple,
        other: COLOUR.grey,
      },
    ),
    HEAP_LIMIT,
    STATE.bad,
  ),
  dashed(
    coloured(
      chart(
        {
          title: 'Heap against its limit',
          description:
            "The main thread's heap in use, its largest use so far, also between reads, and the retained bytes, which have outlived a major collection. A leak raises the retained bytes; the sawtooth of garbage collection does not.",
          unit: UNIT.bytes,
          empty: 'No data',
        },
        [
          { expr: `sum(${ofMainThreads(METRIC.heapUsed)})`, legend: 'in use' },
          { expr: `sum(${ofMainThreads(METRIC.heapPeak)})`, legend: 'peak' },
          { expr: `sum(${ofMainThreads(METRIC.tracedRetained)})`, legend: 'retained' },
          { expr: `sum(${ofMainThreads(METRIC.heapLimit)})`, legend: HEAP_LIMIT },
        ],
      ),
      { 'in use': COLOUR.skyBlue, peak: COLOUR.purple, retained: COLOUR.orange },
    ),
    HEAP_LIMIT,
    STATE.bad,
  ),
];
