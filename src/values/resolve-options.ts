import { invalidOption } from './errors.js';
import type { OptionGroup, OptionTable, SettingsOf } from './option-table.js';
import { onlyKeys } from './option-values.js';

/**
 * Gives the name by which an error calls the option at a place such as `leak.span`: the name that the person who set it
 * used. The place of all options together is empty.
 */
export type OptionNames = (path: string) => string;

/**
 * Checks options and fills in defaults. It reads those of the table alone, whatever else was given.
 *
 * @param parent the place of the group that the table is of, with a dot at its end
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, naming the option, what was given and what is accepted
 */
export function resolveTable<T extends OptionTable>(
  table: T,
  options: object,
  nameOf: OptionNames,
  parent = '',
): SettingsOf<T> {
  const settings = Object.entries(table).map(([key, row]) => {
    const path = parent + key;
    const value = (options as Record<string, unknown>)[key];
    // A whole option may be null where it is not given; within a group that is a mistake.
    const given = value === null && parent === '' ? undefined : value;
    if ('members' in row) return [key, resolveGroup(row, given, nameOf, path)];
    return [row.setting ?? key, row.check((given === undefined ? row.default : given) as never, nameOf(path))];
  });
  return Object.fromEntries(settings) as SettingsOf<T>;
}

function resolveGroup(group: OptionGroup, given: unknown, nameOf: OptionNames, path: string): unknown {
  const { members, isOn, shorthand } = group;
  const value = given === undefined ? (isOn === 'when given' ? false : {}) : given;
  if (value === false && isOn !== 'always') return false;
  if (typeof value === 'string' && shorthand !== undefined) {
    // Whatever is wrong with it stands where the group does.
    return resolveTable(members, { [shorthand]: value }, () => nameOf(path));
  }
  const keys = Object.keys(members);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const others = [...(isOn === 'always' ? [] : ['false']), ...(shorthand === undefined ? [] : ['a text'])];
    throw invalidOption(nameOf(path), given, [...others, `an object with ${keys.join(', ')}`].join(' or '));
  }
  onlyKeys(value, keys, nameOf(path));
  return resolveTable(members, value, nameOf, `${path}.`);
}
