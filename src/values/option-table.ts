/** One row of a table of options: an option that is plain data. A person may give what `check` takes. */
export interface OptionRow {
  /** The environment variable that sets the option; `null` where none does. */
  readonly env: string | null;
  /** The value of the option where it is left out, as a person would write it; `undefined` where its group needs it. */
  readonly default: unknown;
  /** The line that explains the option in the README's table of settings. */
  readonly help: string;
  /**
   * Makes a setting of what was given.
   *
   * @param name what the option is called in an error
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  readonly check: (given: never, name: string) => unknown;
  /** The name of the setting where it differs from the option's: one with its unit, such as `periodSeconds`. */
  readonly setting?: string;
  /** True where a variable's text is taken with the space around it. */
  readonly isVerbatim?: true;
}

/** The options that belong together in a group, under a name of their own. */
export interface OptionGroup {
  /** Says whether `false` switches the group off, and whether a group that is left out is on. */
  readonly isOn: 'always' | 'by default' | 'when given';
  /** The member that a plain text in place of the group stands for. */
  readonly shorthand?: string;
  readonly members: OptionTable;
}

/** A table of options and of groups of them, by name. */
export type OptionTable = Readonly<Record<string, OptionRow | OptionGroup>>;

/** A table of options that are code, by name: no variable and no file can set them. */
export type CodeOptionTable = Readonly<Record<string, Pick<OptionRow, 'help' | 'check'>>>;

/**
 * The options of a table are what a person may give. Its members keep the docstrings of the rows, and editors show the
 * members and not the table, as the type that they are mapped by has no name.
 */
export type OptionsOf<T> = Needed<T, NeededKeys<T>> & Optional<T, Exclude<keyof T, NeededKeys<T>>> extends infer Options
  ? { [K in keyof Options]: Options[K] }
  : never;

/** The settings of a table are what its checks make of options. */
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

/** Lists every row of a table with its place, such as `leak.span`; those of groups stand where the group does. */
export function rowsOf(table: OptionTable, parent = ''): Array<{ readonly path: string; readonly row: OptionRow }> {
  return Object.entries(table).flatMap(([key, row]) =>
    'members' in row ? rowsOf(row.members, `${parent}${key}.`) : [{ path: parent + key, row }],
  );
}
