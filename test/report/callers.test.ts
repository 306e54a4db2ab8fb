import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callersOf } from '../../src/report/callers.js';
import { describeFrame } from '../../src/snapshot/traceback.js';
import { sampleSuspect } from '../support/sample-report.js';
import { sampleFrame } from '../support/sample-snapshot.js';

describe('the callers of a leak', () => {
  it('the callers are the program’s functions above the place of the leak, the nearest first, with their shares', () => {
    const suspect = sampleSuspect({
      site: 'labels lib/metric.js:9',
      tracebacks: [
        [
          'create (lib/metric.js:2)',
          'labels (lib/metric.js:9)',
          'map',
          'observe (src/app.js:3)',
          'main (src/app.js:1)',
        ],
        ['labels (lib/metric.js:9)', 'listOnTimeout (node:internal/timers:518)', 'main (src/app.js:1)'],
      ],
      tracebackShares: [0.6, 0.3],
    });
    assert.deepEqual(callersOf(suspect), [
      { site: 'observe src/app.js:3', share: 0.6 },
      { site: 'main src/app.js:1', share: 0.6 + 0.3 },
    ]);
  });

  it('a function that calls itself is no caller of itself, and another one counts once a stack', () => {
    const suspect = sampleSuspect({
      site: 'walk a.js:1',
      tracebacks: [
        ['walk (a.js:1)', 'each (a.js:5)', 'walk (a.js:1)', 'run (b.js:1)', 'next (b.js:9)', 'run (b.js:1)'],
      ],
      tracebackShares: [0.5],
    });
    assert.deepEqual(callersOf(suspect), [
      { site: 'run b.js:1', share: 0.5 },
      { site: 'next b.js:9', share: 0.5 },
    ]);
  });

  it('a stack without the place of the leak has no callers, and neither has a component of the memory', () => {
    assert.deepEqual(callersOf(sampleSuspect({ site: 'elsewhere' })), []);
    assert.deepEqual(callersOf(sampleSuspect({ site: '(external memory)', tracebacks: [], tracebackShares: [] })), []);
  });

  it('a line of a traceback is read as the site of its frame', () => {
    const names = ['save', '(anonymous)', 'MemoryStore.set', 'get [as size]', 'new (x)', '<computed> (a) b'];
    for (const name of names) {
      const frame = sampleFrame(name, '/app/node_modules/@a/b/lib/(x)/c.js', 7);
      const place = sampleSuspect().site;
      const suspect = sampleSuspect({
        tracebacks: [['MemoryStore.set (express-session/session/memory.js:121)', describeFrame(frame)]],
      });
      assert.deepEqual([suspect.site, callersOf(suspect)[0]?.site], [place, frame.site]);
    }
  });
});
