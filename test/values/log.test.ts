import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, LOG_LEVELS, type LogLevel } from '../../src/values/log.js';

/** What a log at a level lets through when every level speaks once. */
function heardAt(level: LogLevel): readonly string[] {
  const lines: string[] = [];
  const log = createLog(level, (line) => lines.push(line));
  for (const speaking of LOG_LEVELS) {
    if (speaking !== 'silent') log(speaking, speaking);
  }
  return lines;
}

describe('a log', () => {
  it('writes one line that says whose it is', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'reading every 15 s');
    assert.deepEqual(lines, ['heapgauge: reading every 15 s\n']);
  });

  it('writes nothing when silent', () => {
    assert.deepEqual(heardAt('silent'), []);
  });

  it('writes its own level and the graver ones', () => {
    assert.deepEqual(heardAt('warn'), ['heapgauge: error\n', 'heapgauge: warn\n']);
  });

  it('writes everything at debug', () => {
    assert.equal(heardAt('debug').length, 4);
  });

  it('says the same thing once, whatever comes in between', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    log('warn', 'one');
    log('warn', 'two');
    log('error', 'one');
    assert.deepEqual(lines, ['heapgauge: one\n', 'heapgauge: two\n']);
  });

  it('says of an event every time, and of others no less often for it', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    for (let n = 0; n < 150; n += 1) log('warn', 'a budget is exceeded', { everyTime: true });
    for (let n = 0; n < 2; n += 1) log('error', 'alerts are not delivered');
    assert.equal(lines.length, 151);
  });

  it('says everything on one line, in characters that a terminal shows', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'a\nb\u001b[31m \u2028größe');
    assert.deepEqual(lines, ['heapgauge: a\\nb\\u001b[31m \\u{2028}größe\n']);
  });

  it('keeps what it has said apart from what another log has', () => {
    const lines: string[] = [];
    createLog('info', (line) => lines.push(line))('info', 'hello');
    createLog('info', (line) => lines.push(line))('info', 'hello');
    assert.equal(lines.length, 2);
  });

  it('remembers no more than a hundred messages', () => {
    const lines: string[] = [];
    const log = createLog('info', (line) => lines.push(line));
    for (let n = 0; n < 101; n += 1) log('info', `message ${n}`);
    log('info', 'message 99');
    log('info', 'message 100');
    assert.deepEqual(lines.slice(101), ['heapgauge: message 100\n']);
  });
});
