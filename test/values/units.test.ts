import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatBytes, formatDuration, formatRate, parseBytes, parseDuration } from '../../src/values/units.js';

describe('parseBytes', () => {
  for (const [given, bytes] of [
    [4096, 4096],
    ['4096', 4096],
    ['128KiB', 131_072],
    ['1.5 GiB', 1_610_612_736],
    ['64MB', 64_000_000],
    [' 2 tib ', 2 * 2 ** 40],
    ['1b', 1],
    [1.5, 2],
  ] as const) {
    it(`parseBytes reads ${JSON.stringify(given)} as ${bytes} bytes`, () => {
      assert.equal(parseBytes(given, 'limit'), bytes);
    });
  }

  for (const given of [
    0,
    -1,
    0.5,
    NaN,
    Infinity,
    '',
    'KiB',
    '1e6',
    '-4KiB',
    '1 parsec',
    '1constructor',
    '99999TiB',
    null,
    [1],
  ]) {
    it(`parseBytes refuses ${JSON.stringify(given)} of type ${typeof given}`, () => {
      assert.throws(() => parseBytes(given, 'limit'), { code: 'ERR_HEAPGAUGE_INVALID_OPTION' });
    });
  }

  it('parseBytes names the option, what was given and what is accepted', () => {
    assert.throws(() => parseBytes('lots', 'limit'), {
      message: 'limit: got "lots", expected an amount of memory above zero, such as 131072, "128KiB" or "1.5MiB"',
    });
  });
});

describe('parseDuration', () => {
  for (const [given, seconds] of [
    [15, 15],
    [0.25, 0.25],
    ['15', 15],
    ['15s', 15],
    ['500ms', 0.5],
    ['2m', 120],
    ['2 min', 120],
    ['1.5H', 5400],
    ['1d', 86_400],
  ] as const) {
    it(`parseDuration reads ${JSON.stringify(given)} as ${seconds} seconds`, () => {
      assert.equal(parseDuration(given, 'period'), seconds);
    });
  }

  for (const given of [0, -1, NaN, Infinity, '0s', '1KiB', 'soon', undefined, true]) {
    it(`parseDuration refuses ${String(given)} of type ${typeof given}`, () => {
      assert.throws(() => parseDuration(given, 'period'), { code: 'ERR_HEAPGAUGE_INVALID_OPTION' });
    });
  }
});

describe('formatBytes', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [512, '512 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_488_978, '1.42 MiB'],
    [10 * 1024, '10.0 KiB'],
    [100 * 1024, '100 KiB'],
    [-1536, '-1.50 KiB'],
    [5000 * 2 ** 40, '5000 TiB'],
  ] as const) {
    it(`formatBytes prints ${bytes} as ${text}`, () => {
      assert.equal(formatBytes(bytes), text);
    });
  }

  it('formatBytes goes on to the next unit rather than print 1024 of one', () => {
    assert.equal(formatBytes(1024 * 1024 - 1), '1.00 MiB');
  });

  it('formatBytes prints three figures, not four, just below a power of ten', () => {
    assert.equal(formatBytes(9.999 * 1024), '10.0 KiB');
    assert.equal(formatBytes(99.99 * 1024), '100 KiB');
  });
});

describe('formatRate', () => {
  it('formatRate puts a sign before growth and before shrinkage, none before zero', () => {
    assert.equal(formatRate(12_595), '+12.3 KiB/s');
    assert.equal(formatRate(-2048), '-2.00 KiB/s');
    assert.equal(formatRate(0), '0 B/s');
  });
});

describe('formatDuration', () => {
  for (const [seconds, text] of [
    [0.0012, '1.2 ms'],
    [0.85, '850 ms'],
    [12.5, '12.5 s'],
    [15, '15 s'],
    [192, '3.2 min'],
    [7560, '2.1 h'],
  ] as const) {
    it(`formatDuration prints ${seconds} seconds as ${text}`, () => {
      assert.equal(formatDuration(seconds), text);
    });
  }
});
