import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { optionsFromEnvironment } from '../../src/application/environment.js';
import { settingsTable, withSettingsTable } from '../support/settings-table.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

describe('the table of settings', () => {
  it('the README has the settings of the table of options, which `npm run settings` writes there', () => {
    assert.equal(readme, withSettingsTable(readme));
  });

  it('the table of settings has every variable once', () => {
    for (const variable of optionsFromEnvironment({}).known) {
      assert.equal(settingsTable().split(`| \`${variable}\` |`).length, 2, variable);
    }
  });

  it('the table of settings has a default and a line of help for every option', () => {
    for (const line of settingsTable().split('\n')) assert.match(line, /^\|.*\|.*\| [^ ].* \| [^ ].* \|$/);
  });
});
