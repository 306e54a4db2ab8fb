import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { DOCUMENTS, textOf } from '../support/documents.js';
import { ROOT } from '../support/run-node.js';

interface Link {
  readonly target: string;
  readonly anchor: string | undefined;
}

describe('the links in the documents', () => {
  for (const file of DOCUMENTS) {
    it(`every link of ${file} leads to a file, and to a heading, that exists`, () => {
      for (const { target, anchor } of linksOf(file)) {
        const path = target === '' ? file : relative(ROOT, join(ROOT, dirname(file), target));
        assert.ok(existsSync(join(ROOT, path)), `${file}: ${target} is not there`);
        if (anchor === undefined) continue;
        assert.ok(headingsOf(path).includes(anchor), `${file}: ${path} has no heading #${anchor}`);
      }
    });
  }
});

/** Links to files of the project; those to other places are not followed. */
function linksOf(file: string): Link[] {
  const targets = [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#', 2);
      return { target: path, anchor };
    });
}

/** Headings by the anchors that GitHub gives them. */
function headingsOf(file: string): string[] {
  return [...withoutCode(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(file: string): string {
  return textOf(file).replace(/^\s*(`{3,})[^]*?^\s*\1$/gm, '');
}
