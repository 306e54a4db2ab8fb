import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { CODE_OPTIONS, DATA_OPTIONS } from '../../src/application/options.js';
import { type OptionTable, rowsOf } from '../../src/values/option-table.js';

/** What users import, as it is published. */
const declarations = fileURLToPath(new URL('../../src/index.d.ts', import.meta.url));
const program = ts.createProgram([declarations], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  exactOptionalPropertyTypes: true,
  types: [],
});
const checker = program.getTypeChecker();

/** What an editor shows of a member of `MonitorOptions`, such as `leak.span`. */
function hoverOf(path: string): { type: string; text: string; defaultValue: string | undefined } {
  const file = program.getSourceFile(declarations) ?? assert.fail(declarations);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file) ?? assert.fail());
  const options = exported.find(({ name }) => name === 'MonitorOptions') ?? assert.fail();
  let type = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(options));
  let member: ts.Symbol | undefined;
  for (const key of path.split('.')) {
    // Of a group, `false` and a text have members of their own.
    const parts = type.isUnion() ? type.types.filter((part) => part.flags & ts.TypeFlags.Object) : [type];
    member = parts.map((part) => part.getProperty(key)).find((found) => found !== undefined) ?? assert.fail(path);
    type = checker.getNonNullableType(checker.getTypeOfSymbol(member));
  }
  const tags = member?.getJsDocTags(checker) ?? [];
  return {
    type: checker.typeToString(type),
    text: ts.displayPartsToString(member?.getDocumentationComment(checker)),
    defaultValue: tags.filter(({ name }) => name === 'default').map(({ text }) => ts.displayPartsToString(text))[0],
  };
}

/** Places of groups, such as `leak`. */
function groupsOf(table: OptionTable, parent = ''): string[] {
  return Object.entries(table).flatMap(([key, row]) =>
    'members' in row ? [parent + key, ...groupsOf(row.members, `${parent}${key}.`)] : [],
  );
}

describe('what an editor shows of an option', () => {
  for (const { path, row } of rowsOf(DATA_OPTIONS)) {
    it(`the docstring of an option ends with the default that it has: ${path}`, () => {
      const { text, defaultValue } = hoverOf(path);
      assert.match(text, /^[A-Z`].{10,}/s);
      assert.equal(
        defaultValue,
        row.default === undefined ? undefined : JSON.stringify(row.default).replaceAll('"', "'"),
      );
    });
  }

  for (const path of [...groupsOf(DATA_OPTIONS), ...Object.keys(CODE_OPTIONS)]) {
    it(`a group of options or an option that is code has a docstring: ${path}`, () => {
      assert.match(hoverOf(path).text, /^[A-Z`].{10,}/s);
    });
  }

  it('the type of an option is what its check takes, and that of a group shows its members', () => {
    assert.equal(hoverOf('period').type, 'string | number');
    assert.equal(
      hoverOf('leak').type,
      '{ span?: string | number; falseAlarmsPerWeek?: number; minimumGrowthRatio?: number; collectAfter?: string | number | boolean; zoom?: boolean; }',
    );
  });
});
