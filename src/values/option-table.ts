/** An option that is plain data: a row of a table of options. What a person may give is what `check` takes. */
export interface OptionRow {
  /** The environment variable that sets it; `null` where none does. */
  readonly env: string | null;
  /** What it is where it is left out, as a person would write it; `undefined` where its group needs it. */
  readonly default: unknown;
  /** Its line in the table of settings. */
  readonly help: string;
  /**
   * Makes a setting of what was given.
   *
   * @param name what the option is called in an error
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  readonly check: (given: never, name: string) => unknown;
  /** What the setting is called, where not as the option: with its unit, `periodSeconds`. */
  readonly setting?: string;
  /** True where a variable's text is taken with the space around it. */
  readonly isVerbatim?: true;
}

/** Options that belong together, under a name of their own. */
export interface OptionGroup {
  /** Whether `false` switches the group off, and what it is where it is left out. */
  readonly isOn: 'always' | 'by default' | 'when given';
  /** The member that a plain text in place of the group stands for. */
  readonly shorthand?: string;
  readonly members: OptionTable;
}

/** Options by name. */
export type OptionTable = Readonly<Record<string, OptionRow | OptionGroup>>;

/** Options that are code, by name: no variable and no file can set them. */
export type CodeOptionTable = Readonly<Record<string, Pick<OptionRow, 'help' | 'check'>>>;

/**
 * What a person may give, of a table. Its members keep the docstrings of the rows, and editors show the members and not
 * the table, as the types they are mapped by have no name.
 */
export type OptionsOf<T> = Needed<T, NeededKeys<T>> & Optional<T, Exclude<keyof T, NeededKeys<T>>> extends infer Options
  ? { [K in keyof Options]: Options[K] }
  : never;

/** What the checks of a table make of it. */
export type SettingsOf<T> = {
  readonly [K in keyof T as T[K] extends { readonly setting: infer Name extends string } ? Name : K]: SettingOf<T[K]>;
};

type NeededKeys<T> = { [K in keyof T]: T[K] extends { readonly default: undefined } ? K : never }[keyof T];

type Needed<T, Keys extends keyof T> = { -readonly [K in Keys]: GivenOf<T[K]> };

type Optional<T, Keys extends keyof T> = { -readonly [K in Keys]?: GivenOf<T[K]> };

type GivenOf<Row> = Row extends { readonly check: (given: infer Given, name: string) => unknown }
  ? Given
  : Row extends { readonly members: infer Members }
    ? OptionsOf<Members> | OffOf<Row> | (Row extends { readonly shorthand: string } ? string : never)
    : never;

type SettingOf<Row> = Row extends { readonly check: (given: never, name: string) => infer Setting }
  ? Setting
  : Row extends { readonly members: infer Members }
    ? SettingsOf<Members> | OffOf<Row>
    : never;

type OffOf<Row> = Row extends { readonly isOn: 'always' } ? never : false;

/** Every row of a table with its place, such as `leak.span`; those of groups where the group stands. */
export function rowsOf(table: OptionTable, parent = ''): Array<{ readonly path: string; readonly row: OptionRow }> {
  return Object.entries(table).flatMap(([key, row]) =>
    'members' in row ? rowsOf(row.members, `${parent}${key}.`) : [{ path: parent + key, row }],
  );
}
