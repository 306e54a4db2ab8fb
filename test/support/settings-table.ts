import { CONFIG_VARIABLE, ENABLED_VARIABLE } from '../../src/application/environment.js';
import { CODE_OPTIONS, DATA_OPTIONS } from '../../src/application/options.js';
import { rowsOf } from '../../src/values/option-table.js';

/** The lines of a README between which the table of settings stands. */
const [START, END] = ['<!-- settings:start -->', '<!-- settings:end -->'];

/** The table of settings in Markdown: a line for every option. */
export function settingsTable(): string {
  const lines = [
    ...rowsOf(DATA_OPTIONS).map(({ path, row }) => [code(row.env), code(path), shown(row.default), row.help]),
    [code(ENABLED_VARIABLE), '', code('true'), '`false` switches heapgauge off'],
    [code(CONFIG_VARIABLE), '', 'none', 'a JSON file with any of the options above'],
    ...Object.entries(CODE_OPTIONS).map(([key, { help }]) => ['', code(key), 'none', help]),
  ];
  return [['variable', 'option', 'default', 'what it does'], ['---', '---', '---', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |'))
    .join('\n');
}

/** A README with the table of settings as it is now. */
export function withSettingsTable(readme: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`the README has no lines ${START} and ${END}`);
  return `${readme.slice(0, start)}${START}\n${settingsTable()}\n${readme.slice(end)}`;
}

function code(text: string | null): string {
  return text === null ? '' : `\`${text}\``;
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return code(value ? 'on' : 'off');
  return typeof value === 'string' || typeof value === 'number' ? code(String(value)) : 'none';
}
