import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import { ofProcesses, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { perInstance } from '../../queries/promql.js';
import { pausedShare, pauseQuantile, period } from '../../queries/sampler.js';
import type { UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { chart, dashed, limited, UNIT } from '../panels.js';

const MEMORY_LIMIT = 'limit';

const { longPauseSeconds, pauseRatio } = CONFIG.dashboards;

/** What the sampler costs the application. */
export const SAMPLER_COSTS: readonly UnplacedPanel[] = [
  limited(
    chart(
      {
        title: 'Pause of a read',
        description:
          "How long a read of the heap pauses the application's thread. Half of the reads, and 99 of 100 reads, pause it for no longer than the lines show.",
        unit: UNIT.seconds,
        empty: 'No reads',
      },
      [
        { expr: pauseQuantile(0.5), legend: '50%' },
        { expr: pauseQuantile(0.99), legend: '99%' },
      ],
    ),
    [STATE.fine, [longPauseSeconds, STATE.soon]],
  ),
  limited(
    chart(
      {
        title: 'Share of the time paused',
        description:
          'The share of the time for which reads pause the application: in the most affected process, and the mean of all processes.',
        unit: UNIT.share,
        empty: 'No reads',
      },
      [
        { expr: `max(${pausedShare()})`, legend: 'largest' },
        { expr: `avg(${pausedShare()})`, legend: 'mean' },
      ],
    ),
    [STATE.fine, [pauseRatio, STATE.soon]],
  ),
  chart(
    {
      title: 'Time between reads',
      description: 'The time from one read to the next: the median of all processes, and the longest.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    [
      { expr: `quantile(0.5, ${period()})`, legend: 'median' },
      { expr: `max(${period()})`, legend: 'longest' },
    ],
  ),
  dashed(
    chart(
      {
        title: 'Largest memory of the sampler',
        description: `The memory of the sampler thread, its heap and its buffers, and of V8's tables of samples, in the ${TOP} processes where it is the largest now. The limit is the option samplerMemory, the smallest of all processes.`,
        unit: UNIT.bytes,
        empty: 'No data',
      },
      [
        {
          expr: largestNow(
            TOP,
            perInstance(),
            (at) => `max by (${perInstance()}) (${ofProcesses(METRIC.samplerMemory)}${at})`,
          ),
          legend: '{{instance}}',
        },
        { expr: `min(${ofProcesses(METRIC.samplerMemoryLimit)})`, legend: MEMORY_LIMIT },
      ],
    ),
    MEMORY_LIMIT,
    STATE.soon,
  ),
];
