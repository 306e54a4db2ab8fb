import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import { counted, ofProcesses, perProcess } from '../../queries/dashboard-selectors.js';
import { spelledDuration } from '../../queries/promql.js';
import { pausedShare, pauseQuantile, period, unread } from '../../queries/sampler.js';
import type { UnplacedPanel } from '../dashboard.js';
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
        "The memory of the sampler thread, its heap and its buffers, in the process where it is the largest. Memory that V8's profiler uses in the application's isolate is not included.",
      unit: UNIT.bytes,
      empty: 'No data',
    },
    { expr: `max(${ofProcesses(METRIC.samplerMemory)})`, legend: 'memory' },
    { steps: [STATE.fine, [256 * 1024 * 1024, STATE.soon]] },
  ),
];
