import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-node.js';

/** A fenced block of code in one of the project's documents. */
export interface CodeBlock {
  /** The document's path below the project's folder. */
  readonly file: string;
  /** The line of the opening fence, from 1 on. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the comment before the block says: `run: demo` of `<!-- run: demo -->`. */
  readonly marker: string | undefined;
}

/** Folders that hold nothing written by us. */
const FOREIGN = ['node_modules', 'dist', '.git'];

/** Paths of all the project's documents, `README.md` and its like, below the project's folder. */
export const DOCUMENTS: readonly string[] = documentsIn('');

/** The text of a document, or of any other file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All fenced blocks of a document, in their order. */
export function blocksOf(file: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = textOf(file).split('\n');
  for (let n = 0; n < lines.length; n += 1) {
    const [, fence, language = ''] = /^\s*(`{3,}|~{3,})\s*(\S*)/.exec(lines[n] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.findIndex((line, at) => at > n && line.trim() === fence);
    if (end === -1) throw new Error(`${file}:${n + 1}: this block of code has no end`);
    // A formatter puts an empty line between them.
    const before = lines[n - 1]?.trim() === '' ? lines[n - 2] : lines[n - 1];
    const marker = /^\s*<!-- (.+?) -->$/.exec(before ?? '')?.[1];
    blocks.push({ file, line: n + 1, language, text: lines.slice(n + 1, end).join('\n') + '\n', marker });
    n = end;
  }
  return blocks;
}

/** All blocks with a marker, from whichever documents. Throws where there is none, so that no test runs on nothing. */
export function blocksMarked(marker: string): CodeBlock[] {
  const blocks = DOCUMENTS.flatMap(blocksOf).filter((block) => block.marker === marker);
  if (blocks.length === 0) throw new Error(`no document has a block marked <!-- ${marker} -->`);
  return blocks;
}

/** The text of the blocks with a marker. Throws where there is none, or where two of them differ. */
export function blockMarked(marker: string): string {
  const [block, ...others] = blocksMarked(marker);
  const { text = '', file, line } = block ?? {};
  const other = others.find((one) => one.text !== text);
  if (other !== undefined) {
    throw new Error(`${file}:${line} and ${other.file}:${other.line} are both marked <!-- ${marker} --> and differ`);
  }
  return text;
}

/** The commands of all blocks with a marker, each once: a line's parts that `&&` joins, without comments. */
export function commandsMarked(marker: string): string[] {
  const commands = blocksMarked(marker).flatMap(({ text }) =>
    text
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, ''))
      .flatMap((line) => line.split(' && '))
      .map((command) => command.trim())
      .filter((command) => command !== ''),
  );
  return [...new Set(commands)];
}

function documentsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return FOREIGN.includes(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}
