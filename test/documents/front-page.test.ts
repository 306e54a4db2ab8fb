import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { METRIC } from '../../src/publish/names.js';
import { textOf } from '../support/documents.js';
import { ROOT } from '../support/run-node.js';
import { isPrintedBy, sourceTexts } from '../support/source-texts.js';

const FRONT_PAGE = textOf('README.md');

describe('the front page', () => {
  it('the front page has 200 lines at most', () => {
    assert.ok(FRONT_PAGE.trimEnd().split('\n').length <= 200, `${FRONT_PAGE.trimEnd().split('\n').length} lines`);
  });

  it('the front page shows a picture before its first section', () => {
    const [beginning = ''] = FRONT_PAGE.split('\n## ');
    const picture = /!\[[^\]]+\]\((\S+\.png)\)/.exec(beginning)?.[1] ?? 'no picture';
    assert.ok(existsSync(join(ROOT, picture)), picture);
  });

  it('the troubleshooting quotes no line that the code does not print', () => {
    const texts = sourceTexts();
    const rows = section('Troubleshooting')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    assert.ok(rows.length >= 8, `${rows.length} rows`);
    for (const row of rows) {
      const [, cell = ''] = row.split(' | ', 1)[0]?.split('| ') ?? [];
      for (const [, line = ''] of cell.matchAll(/`([^`]+)`/g)) assert.ok(isPrintedBy(line, texts), line);
    }
  });

  it('the front page names only metrics that exist', () => {
    const published = new Set(Object.values(METRIC).map((name) => name.replaceAll('.', '_')));
    for (const [, name = ''] of FRONT_PAGE.matchAll(/`(heapgauge_[a-z_]+)`/g)) {
      assert.ok(published.has(name.replace(/_total$/, '')), name);
    }
  });
});

describe('src/publish/README.md', () => {
  it('the table of metrics names every metric that is published', () => {
    const text = textOf('src/publish/README.md');
    for (const name of Object.values(METRIC)) assert.ok(text.includes(`\`${name.replaceAll('.', '_')}`), name);
  });
});

function section(heading: string): string {
  return FRONT_PAGE.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? '';
}
