import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blocksOf, DOCUMENTS, textOf } from '../support/documents.js';
import { MARKERS } from './markers.js';

const BLOCKS = DOCUMENTS.flatMap(blocksOf);

describe('the code in the documents', () => {
  it('every block of code in a document has a marker, so that no command and no example is untested', () => {
    const unknown = BLOCKS.filter(({ marker }) => marker === undefined || !Object.hasOwn(MARKERS, marker)).map(
      ({ file, line, language, marker }) =>
        `${file}:${line}: this block of ${language || 'no language'} ` +
        (marker === undefined ? 'has no marker before it' : `is marked <!-- ${marker} -->, which no test knows`),
    );
    const known = `known markers: ${Object.keys(MARKERS).join(', ')}; see test/documents/markers.ts`;
    assert.ok(unknown.length === 0, [...unknown, known].join('\n'));
  });

  it('every block of code is in the language that the test of its marker reads', () => {
    for (const { file, line, language, marker = '' } of BLOCKS) {
      const { languages = [] } = MARKERS[marker] ?? {};
      assert.ok(
        languages.includes(language),
        `${file}:${line}: ${language} where <!-- ${marker} --> is ${languages.join()}`,
      );
    }
  });

  it('no code is only indented, as the search for markers would pass it over', () => {
    for (const file of DOCUMENTS) {
      const outside = textOf(file).replace(/^\s*(`{3,})[^]*?^\s*\1$/gm, '');
      assert.doesNotMatch(outside, /\n\n(?: {4}|\t)(?! *[-*\d])/, file);
    }
  });

  for (const [marker, { test, evidence = marker }] of Object.entries(MARKERS)) {
    it(`a block marked "${marker}" exists, and ${test} runs or reads it`, () => {
      assert.ok(
        BLOCKS.some((block) => block.marker === marker),
        `no document has a block marked <!-- ${marker} -->`,
      );
      assert.ok(textOf(test).includes(evidence), `${test} does not have ${evidence}`);
    });
  }
});
