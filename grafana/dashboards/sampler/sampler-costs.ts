import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import type { UnplacedPanel } from '../dashboard.js';
import { ofProcesses, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { STATE } from '../palette.js';
import { chart, limited, UNIT } from '../panels.js';
import { perInstance } from '../../queries/promql.js';
import { pausedShare, pauseQuantile, period } from '../../queries/sampler.js';

const { longPauseSeconds, pauseRatio } = CONFIG.dashboards;

/** What the monitor takes. */
export const SAMPLER_COSTS: readonly UnplacedPanel[] = [
  limited(
    chart(
      {
        title: 'Pause of a read',
        description:
          "How long a read stops the application's thread: the upper bound for half of the reads, and for 99 of 100.",
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
        title: 'Time paused, by share',
        description:
          'Share of the time that the application is paused for reads: of the most affected process, and in the mean.',
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
      title: 'Period of reads',
      description: 'Time from read to read: of half of the processes, and where it is the longest.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    [
      { expr: `quantile(0.5, ${period()})`, legend: 'median' },
      { expr: `max(${period()})`, legend: 'longest' },
    ],
  ),
  chart(
    {
      title: 'Largest memory of the sampler',
      description: `Memory of the sampler thread, its own heap and buffers, of the ${TOP} processes where it is the largest now.`,
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
    ],
  ),
];
