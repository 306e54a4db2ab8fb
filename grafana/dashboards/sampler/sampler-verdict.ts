import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import { counted, perProcess } from '../../queries/dashboard-selectors.js';
import { spelledDuration } from '../../queries/promql.js';
import { pausedShare, pauseQuantile, period, unread } from '../../queries/sampler.js';
import type { UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT } from '../limit-colours.js';
import { STATE } from '../palette.js';
import { stat, UNIT, words } from '../panels.js';

const { longPauseSeconds, pauseRatio } = CONFIG.dashboards;
const window = spelledDuration(CONFIG.samplerDegraded.windowSeconds);

/** One number for each thing that can be wrong with the sampler. */
export const SAMPLER_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Not read',
      description: `The number of processes that publish metrics but whose heap has not been read for ${window}. No leak can be found there.`,
      unit: UNIT.count,
      empty: 'No data',
    },
    {
      expr: `count(${unread()}) or 0 * count(${perProcess(METRIC.heapLimit)})`,
      legend: 'processes',
    },
    { steps: [STATE.fine, [1, STATE.bad]], mappings: [words(0, 0, 'All are read', STATE.fine)] },
  ),
  stat(
    {
      title: 'Pause, 99%',
      description: '99 of 100 reads pause the application for no longer than this.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    { expr: pauseQuantile(0.99), legend: 'pause' },
    { steps: [STATE.fine, [longPauseSeconds, STATE.soon]] },
  ),
  stat(
    {
      title: 'Time paused',
      description:
        'The share of the time for which reads pause the most affected process. The option maxPauseRatio bounds it.',
      unit: UNIT.share,
      empty: 'No reads',
    },
    { expr: `max(${pausedShare()})`, legend: 'share' },
    { steps: [STATE.fine, [2 * pauseRatio, STATE.soon]] },
  ),
  stat(
    {
      title: 'Longest period',
      description: 'The longest time from one read to the next. heapgauge stretches it to keep pauses rare.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    { expr: `max(${period()})`, legend: 'period' },
    { steps: [STATE.fine, [300, STATE.soon]] },
  ),
  stat(
    {
      title: 'Failed reads',
      description: 'The number of reads that failed in the shown time, in all processes.',
      unit: UNIT.count,
      empty: 'No data',
    },
    { expr: counted(METRIC.samplerFailures, '$__range'), legend: 'failures' },
    { steps: [STATE.fine, [1, STATE.soon]], mappings: [words(0, 0, 'None', STATE.fine)] },
  ),
  stat(
    {
      title: 'Sampler memory',
      description:
        "The share of the memory that heapgauge may take, the option samplerMemory, in the process where it is the largest: the sampler thread with its heap and its buffers, and V8's tables of samples.",
      unit: UNIT.share,
      empty: 'No data',
    },
    {
      expr: `max(${perProcess(METRIC.samplerMemory)} / ${perProcess(METRIC.samplerMemoryLimit)})`,
      legend: 'memory',
    },
    SHARE_OF_LIMIT,
  ),
];
