import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import type { UnplacedPanel } from '../dashboard.js';
import { counted, ofProcesses, perProcess } from '../../queries/dashboard-selectors.js';
import { STATE } from '../palette.js';
import { stat, UNIT, words } from '../panels.js';
import { spelledDuration } from '../../queries/promql.js';
import { pausedShare, pauseQuantile, period, unread } from '../../queries/sampler.js';

const { longPauseSeconds, pauseRatio } = CONFIG.dashboards;
const window = spelledDuration(CONFIG.samplerDegraded.windowSeconds);

/** One number for everything that can be wrong. */
export const SAMPLER_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Not read',
      description: `Processes that publish, but whose heap has not been read for ${window}: no leak is found there.`,
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
      description: '99 of 100 reads pause the application for no longer; an upper bound.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    { expr: pauseQuantile(0.99), legend: 'pause' },
    { steps: [STATE.fine, [longPauseSeconds, STATE.soon]] },
  ),
  stat(
    {
      title: 'Time paused',
      description: 'Share of the time that the most affected process is paused for reads; maxPauseRatio bounds it.',
      unit: UNIT.share,
      empty: 'No reads',
    },
    { expr: `max(${pausedShare()})`, legend: 'share' },
    { steps: [STATE.fine, [2 * pauseRatio, STATE.soon]] },
  ),
  stat(
    {
      title: 'Longest period',
      description: 'Time from read to read, where it is the longest: it is stretched to keep pauses rare.',
      unit: UNIT.seconds,
      empty: 'No reads',
    },
    { expr: `max(${period()})`, legend: 'period' },
    { steps: [STATE.fine, [300, STATE.soon]] },
  ),
  stat(
    {
      title: 'Failed reads',
      description: 'Reads that failed in the shown time, of all processes.',
      unit: UNIT.count,
      empty: 'No data',
    },
    { expr: counted(METRIC.samplerFailures, '$__range'), legend: 'failures' },
    { steps: [STATE.fine, [1, STATE.soon]], mappings: [words(0, 0, 'None', STATE.fine)] },
  ),
  stat(
    {
      title: 'Own memory',
      description:
        "Memory of the sampler thread, its own heap and buffers, where it is the largest; V8's profiler in the application's isolate is not in it.",
      unit: UNIT.bytes,
      empty: 'No data',
    },
    { expr: `max(${ofProcesses(METRIC.samplerMemory)})`, legend: 'memory' },
    { steps: [STATE.fine, [256 * 1024 * 1024, STATE.soon]] },
  ),
];
