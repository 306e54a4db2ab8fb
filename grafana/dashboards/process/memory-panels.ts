import { METRIC } from '../../../src/publish/names.js';
import type { UnplacedPanel } from '../dashboard.js';
import { ofProcesses } from '../../queries/dashboard-selectors.js';
import { COLOUR, STATE } from '../palette.js';
import { chart, coloured, dashed, stackedChart, UNIT } from '../panels.js';

const HEAP_LIMIT = 'heap limit';

/** Where the memory is, and against which limit. */
export const MEMORY_PANELS: readonly UnplacedPanel[] = [
  dashed(
    coloured(
      stackedChart(
        {
          title: 'Memory by component',
          description:
            "Together the resident set size. Traced: allocated since the profiler's start. Untraced: the rest of V8's heap. External: Buffers. Other: native memory. The heap limit holds the first two only.",
          unit: UNIT.bytes,
          empty: 'No data',
        },
        [
          { expr: `sum by (component) (${ofProcesses(METRIC.memoryUsage)})`, legend: '{{component}}' },
          { expr: `sum(${ofProcesses(METRIC.heapLimit)})`, legend: HEAP_LIMIT },
        ],
      ),
      {
        traced: COLOUR.blue,
        heap_untraced: COLOUR.skyBlue,
        external: COLOUR.orange,
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
            'In use, with the peak that no read saw, and what is retained: what has outlived a major collection. A leak lifts the retained bytes; the teeth of garbage collection do not.',
          unit: UNIT.bytes,
          empty: 'No data',
        },
        [
          { expr: `sum(${ofProcesses(METRIC.heapUsed)})`, legend: 'in use' },
          { expr: `sum(${ofProcesses(METRIC.heapPeak)})`, legend: 'peak' },
          { expr: `sum(${ofProcesses(METRIC.tracedRetained)})`, legend: 'retained' },
          { expr: `sum(${ofProcesses(METRIC.heapLimit)})`, legend: HEAP_LIMIT },
        ],
      ),
      { 'in use': COLOUR.skyBlue, peak: COLOUR.purple, retained: COLOUR.orange },
    ),
    HEAP_LIMIT,
    STATE.bad,
  ),
];
