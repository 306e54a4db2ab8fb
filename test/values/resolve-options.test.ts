import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invalidOption } from '../../src/values/errors.js';
import { type OptionsOf, rowsOf, type SettingsOf } from '../../src/values/option-table.js';
import { resolveTable } from '../../src/values/resolve-options.js';

function doubled(given: number, name: string): number {
  if (typeof given !== 'number') throw invalidOption(name, given, 'a number');
  return 2 * given;
}

const row = { env: null, help: 'a number', default: 1, check: doubled };
const TABLE = {
  plain: { ...row, env: 'PLAIN' },
  renamed: { ...row, setting: 'renamedBytes' },
  fixed: { isOn: 'always', members: { inner: row, deep: { isOn: 'by default', members: { deepest: row } } } },
  offered: { isOn: 'when given', shorthand: 'needed', members: { needed: { ...row, default: undefined }, other: row } },
} as const;

const asIs = (path: string): string => path;

function messageOf(options: object, nameOf = asIs): string {
  try {
    resolveTable(TABLE, options, nameOf);
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail('it is accepted');
}

describe('a table of options', () => {
  it('options that are left out are checked as their defaults, under the names of settings', () => {
    assert.deepEqual(resolveTable(TABLE, {}, asIs), {
      plain: 2,
      renamedBytes: 2,
      fixed: { inner: 2, deep: { deepest: 2 } },
      offered: false,
    });
  });

  it('options in groups of groups are resolved in their place', () => {
    const options: OptionsOf<typeof TABLE> = { renamed: 2, fixed: { deep: { deepest: 3 } }, offered: { needed: 4 } };
    const settings: SettingsOf<typeof TABLE> = resolveTable(TABLE, options, asIs);
    assert.deepEqual(settings, {
      plain: 2,
      renamedBytes: 4,
      fixed: { inner: 2, deep: { deepest: 6 } },
      offered: { needed: 8, other: 2 },
    });
  });

  it('false switches off the groups that may be off, and no other', () => {
    const { fixed, offered } = resolveTable(TABLE, { fixed: { deep: false }, offered: false }, asIs);
    assert.deepEqual([fixed, offered], [{ inner: 2, deep: false }, false]);
    assert.equal(messageOf({ fixed: false }), 'fixed: got false, expected an object with inner, deep');
  });

  it('null stands for an option that is left out, but not within a group', () => {
    const { plain, fixed } = resolveTable(TABLE, { plain: null, fixed: null }, asIs);
    assert.deepEqual([plain, fixed], [2, { inner: 2, deep: { deepest: 2 } }]);
    assert.equal(messageOf({ fixed: { inner: null } }), 'fixed.inner: got null, expected a number');
    assert.equal(messageOf({ offered: { needed: null } }), 'offered.needed: got null, expected a number');
    assert.equal(
      messageOf({ fixed: { deep: null } }),
      'fixed.deep: got null, expected false or an object with deepest',
    );
  });

  it('an error names an option by its whole place, and the group where a member is unknown', () => {
    assert.equal(messageOf({ fixed: { deep: { deepest: 'x' } } }), 'fixed.deep.deepest: got "x", expected a number');
    assert.equal(messageOf({ fixed: { deep: { depest: 1 } } }), 'fixed.deep: got "depest", expected only deepest');
    assert.equal(messageOf({ offered: {} }), 'offered.needed: got undefined, expected a number');
  });

  it('an error names an option as the one who set it wrote it', () => {
    const nameOf = (path: string): string => `file.json: ${path}`;
    assert.equal(messageOf({ fixed: { inner: 'x' } }, nameOf), 'file.json: fixed.inner: got "x", expected a number');
    // The text stands where the group does.
    assert.equal(messageOf({ offered: 'x' }, nameOf), 'file.json: offered: got "x", expected a number');
  });

  it('a text in place of a group that takes none is an error that says what the group takes', () => {
    assert.equal(messageOf({ fixed: { deep: 'x' } }), 'fixed.deep: got "x", expected false or an object with deepest');
    assert.equal(messageOf({ offered: 5 }), 'offered: got 5, expected false or a text or an object with needed, other');
  });

  it('the rows of a table are listed with their places', () => {
    assert.deepEqual(
      rowsOf(TABLE).map(({ path, row: { env } }) => [path, env]),
      [
        ['plain', 'PLAIN'],
        ['renamed', null],
        ['fixed.inner', null],
        ['fixed.deep.deepest', null],
        ['offered.needed', null],
        ['offered.other', null],
      ],
    );
  });
});
