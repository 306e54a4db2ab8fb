import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReadForecast } from '../../src/sampler/read-forecast.js';

const MEBIBYTE = 2 ** 20;
const INTERVAL = 131_072;

describe('the forecast of a read', () => {
  it('a profile that was read fits as long as the heap does not grow', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 0);
    forecast.note({ samples: 20_000, nodes: 1000 }, 2000 * MEBIBYTE);
    assert.equal(forecast.tooLarge(2000 * MEBIBYTE, INTERVAL), undefined);
  });

  it('a profile that has become too large is said to be, and how much coarser sampling has to be', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 0);
    forecast.note({ samples: 40_000, nodes: 1000 }, 0);
    assert.deepEqual(forecast.tooLarge(0, INTERVAL), { samples: 40_000, nodes: 1000, factor: 4 });
  });

  it('what the heap has grown by since the latest read counts, so that the first read of a small interval is not tried', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 20 * MEBIBYTE);
    assert.equal(forecast.tooLarge(30 * MEBIBYTE, 4096), undefined);
    assert.equal(forecast.tooLarge(820 * MEBIBYTE, 4096)?.samples, 204_800);
  });

  it('new samples bring new stacks, a quarter as many', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 0);
    forecast.note({ samples: 100, nodes: 2000 }, 0);
    const foreseen = forecast.tooLarge(2000 * MEBIBYTE, INTERVAL);
    assert.deepEqual([foreseen?.samples, foreseen?.nodes], [16_100, 6000]);
  });

  it('with every object sampled there are no more samples than objects', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 0);
    assert.equal(forecast.tooLarge(MEBIBYTE / 2, 1), undefined);
  });

  it('after a restart of the profiler the profile is small again', () => {
    const forecast = new ReadForecast(64 * MEBIBYTE, 0);
    forecast.note({ samples: 1_000_000, nodes: 1 }, 500 * MEBIBYTE);
    assert.ok(forecast.tableBytes > 100e6);
    forecast.restart(500 * MEBIBYTE);
    assert.equal(forecast.tooLarge(500 * MEBIBYTE, INTERVAL), undefined);
    assert.equal(forecast.tableBytes, 0);
  });

  it('a larger limit allows a larger profile', () => {
    const forecast = new ReadForecast(512 * MEBIBYTE, 0);
    forecast.note({ samples: 200_000, nodes: 10_000 }, 0);
    assert.equal(forecast.tooLarge(0, INTERVAL), undefined);
  });
});
