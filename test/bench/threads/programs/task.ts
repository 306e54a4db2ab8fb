/**
 * The task of the pools: parses a document into words. The thread of a pool that leaks keeps every one, some 5 KB; that of
 * another the last hundred.
 */
import { workerData } from 'node:worker_threads';

interface ParsedDocument {
  readonly id: number;
  readonly words: readonly string[];
}

const { documents = Infinity } = (workerData ?? {}) as { documents?: number };
const parsed = new Map<number, ParsedDocument>();

function parseDocument(id: number): number {
  const document = { id, words: Array.from({ length: 120 }, (_, n) => `w${n}.${id}`) };
  parsed.set(id, document);
  parsed.delete(id - documents);
  return document.words.length;
}

/** What piscina calls. */
export default function parse({ id }: { readonly id: number }): number {
  return parseDocument(id);
}
