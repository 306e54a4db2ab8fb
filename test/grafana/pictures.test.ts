import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Asked, legend, regions, tableFrame, timeSeriesFrames } from '../pictures/frames.js';
import { builtIns, parseLabelValues, substitute, substituteDeep } from '../pictures/variables.js';
import type { Series } from '../support/prometheus.js';

const ASKED: Asked = { refId: 'A', expr: 'up', legendFormat: '{{job}} {{nobody}}', stepSeconds: 2, hasSiblings: false };
const SERIES: readonly Series[] = [
  {
    metric: { __name__: 'up', job: 'shop' },
    values: [
      [10, '1'],
      [12, 'NaN'],
      [14, '0'],
      [20, '1'],
    ],
  },
];

describe('variables of a dashboard', () => {
  it('a variable is replaced in each way of writing it, and unknown variables are left as they are', () => {
    const text = 'up{job=~"$job", a="${job}", b="[[job]]"}[$__rate_interval] $nobody ${__field.labels.job}';
    assert.equal(
      substitute(text, { job: 'shop', __rate_interval: '4s' }),
      'up{job=~"shop", a="shop", b="shop"}[4s] $nobody ${__field.labels.job}',
    );
  });

  it('a variable with several values becomes a regular expression that is escaped within its string', () => {
    assert.equal(substitute('$site', { site: ['a.js:1', 'b.js:2'] }), String.raw`(a\\.js:1|b\\.js:2)`);
    assert.equal(substitute('$site', { site: ['a.js:1'] }), String.raw`a\\.js:1`);
    assert.equal(substitute('${site:pipe} ${site:csv}', { site: ['a', 'b'] }), 'a|b a,b');
  });

  it('variables are replaced at every depth of a JSON value', () => {
    assert.deepEqual(substituteDeep({ a: [{ b: '$x', c: 1 }] }, { x: 'y' }), { a: [{ b: 'y', c: 1 }] });
  });

  it("Grafana's rate interval is four scrapes, or a step and a scrape where that is longer", () => {
    assert.equal(builtIns(150, 1, 1)['__rate_interval'], '4s');
    assert.equal(builtIns(21_600, 60, 15)['__rate_interval'], '75s');
  });

  it('a query for the values of a label is parsed, and any other query is refused', () => {
    assert.deepEqual(parseLabelValues('label_values(up{job="a", b="c"}, instance)'), {
      match: 'up{job="a", b="c"}',
      label: 'instance',
    });
    assert.deepEqual(parseLabelValues('label_values(job)'), { label: 'job' });
    assert.equal(parseLabelValues('query_result(up)'), undefined);
  });
});

describe('frames of answers', () => {
  it('each series becomes a frame of times and values, and a value that is no number becomes null', () => {
    const [frame] = timeSeriesFrames(SERIES, ASKED);
    assert.equal(frame?.name, 'shop ');
    assert.deepEqual(
      frame.fields.map(({ values }) => values),
      [
        [10_000, 12_000, 14_000, 20_000],
        [1, null, 0, 1],
      ],
    );
    assert.deepEqual(frame.fields[1]?.labels, { job: 'shop' });
    assert.equal(frame.fields[0]?.config?.interval, 2000);
  });

  it('a table has a column for each label that any series has', () => {
    const frame = tableFrame(
      [
        { metric: { a: '1' }, value: [10, '5'] },
        { metric: { b: '2' }, value: [10, '6'] },
      ],
      { ...ASKED, hasSiblings: true },
    );
    assert.deepEqual(
      frame.fields.map(({ name, values }) => [name, values]),
      [
        ['Time', [10_000, 10_000]],
        ['a', ['1', '']],
        ['b', ['', '2']],
        ['Value #A', [5, 6]],
      ],
    );
  });

  it('a series without a legend is named as Prometheus names it', () => {
    assert.equal(legend({ __name__: 'up', job: 'a' }, { ...ASKED, legendFormat: '' }), 'up{job="a"}');
    assert.equal(legend({}, { ...ASKED, legendFormat: '__auto' }), 'up');
  });
});

describe('regions of an annotation', () => {
  it('an annotation marks each stretch of time in which its series has a value', () => {
    assert.deepEqual(regions(SERIES, 2), [
      [10_000, 10_000],
      [20_000, 20_000],
    ]);
  });
});
