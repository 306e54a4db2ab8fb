import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { optionsFromEnvironment } from '../../src/application/environment.js';
import { settingsTable, withSettingsTable } from '../support/settings-table.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

describe('the table of settings', () => {
  it('stands in the README as the table of options has it; `npm run settings` writes it there', () => {
    assert.equal(readme, withSettingsTable(readme));
  });

  it('has every variable once', () => {
    for (const variable of optionsFromEnvironment({}).known) {
      assert.equal(settingsTable().split(`| \`${variable}\` |`).length, 2, variable);
    }
  });

  it('has a default and a line of help for every option', () => {
    for (const line of settingsTable().split('\n')) assert.match(line, /^\|.*\|.*\| [^ ].* \| [^ ].* \|$/);
  });
});
