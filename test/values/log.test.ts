import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, LOG_LEVELS, type LogLevel } from '../../src/values/log.js';

/** Returns the lines that a log at a level writes when each level gets one message. */
function linesAt(level: LogLevel): readonly string[] {
  const lines: string[] = [];
  const log = createLog(level, (line) => lines.push(line));
  for (const messageLevel of LOG_LEVELS) {
    if (messageLevel !== 'silent') log(messageLevel, messageLevel);
  }
  return lines;
}

describe('a log', () => {
  it('a log writes a message as one line that begins with the package’s name', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'reading every 15 s');
    assert.deepEqual(lines, ['heapgauge: reading every 15 s\n']);
  });

  it('a silent log writes nothing', () => {
    assert.deepEqual(linesAt('silent'), []);
  });

  it('a log writes messages of its own level and of the graver ones', () => {
    assert.deepEqual(linesAt('warn'), ['heapgauge: error\n', 'heapgauge: warn\n']);
  });

  it('a log at debug writes messages of every level', () => {
    assert.equal(linesAt('debug').length, 4);
  });

  it('a log writes the same message once, whatever comes in between', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    log('warn', 'one');
    log('warn', 'two');
    log('error', 'one');
    assert.deepEqual(lines, ['heapgauge: one\n', 'heapgauge: two\n']);
  });

  it('a log writes an event every time, and other messages no less often for it', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    for (let n = 0; n < 150; n += 1) log('warn', 'a budget is exceeded', { everyTime: true });
    for (let n = 0; n < 2; n += 1) log('error', 'alerts are not delivered');
    assert.equal(lines.length, 151);
  });

  it('a log writes every message on one line, in characters that a terminal shows', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'a\nb\u001b[31m \u2028größe');
    assert.deepEqual(lines, ['heapgauge: a\\nb\\u001b[31m \\u{2028}größe\n']);
  });

  it('a log writes a message although another log has written it', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'hello');
    createLog('info', (line) => lines.push(line))('info', 'hello');
    assert.equal(lines.length, 2);
  });

  it('a log remembers no more than a hundred messages', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    for (let n = 0; n < 101; n += 1) log('info', `message ${n}`);
    log('info', 'message 99');
    log('info', 'message 100');
    assert.deepEqual(lines.slice(101), ['heapgauge: message 100\n']);
  });
});
