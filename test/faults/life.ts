/**
 * Is preloaded into the bare application and into the watched one alike: it tells the application to act once a line
 * stands on standard input, ends it once standard input does, and writes the delays of its event loop as the last line
 * of standard output.
 */
import { EventEmitter } from 'node:events';
import { writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

const histogram = monitorEventLoopDelay({ resolution: 10 });
const { stringify } = JSON;
// Taken before anybody can patch them.
const isOver = EventEmitter.prototype.emit.bind(process, 'over');
const end = process.exit.bind(process);
const act = EventEmitter.prototype.emit.bind(process, 'act');
histogram.enable();

process.stdin.once('data', () => act());
process.stdin.on('end', () => {
  if (!isOver()) end();
});
process.stdin.resume();

process.on('exit', () => {
  const milliseconds = (nanoseconds: number): number => Math.round(nanoseconds / 1e6);
  const delays = { p99: milliseconds(histogram.percentile(99)), longest: milliseconds(histogram.max) };
  try {
    writeSync(1, `\nlife ${stringify(delays)}\n`);
  } catch {
    // Nobody reads it any more.
  }
});
