import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const DOCUMENT_BYTES = 50_000;

const bytes = Buffer.alloc(DOCUMENT_BYTES, '<p>a paragraph of a document</p>');

const titles: string[] = [];

/** Gives a document of 50 KB as one flat string. */
function readDocument(): string {
  return bytes.toString('latin1');
}

/** The title: a slice, by which V8 keeps the whole document. */
function titleOf(document: string): string {
  return document.slice(3, 30);
}

function indexDocument(): string {
  const title = titleOf(readDocument());
  titles.push(title);
  return title;
}

/** The same with a copy of the title. */
function indexDocumentByCopy(): string {
  const title = Buffer.from(titleOf(readDocument())).toString();
  titles.push(title);
  if (titles.length > 1000) titles.shift();
  return title;
}

export const slicesKept: Workload = {
  name: 'slices-kept',
  description: 'titles of documents are kept, slices of strings of 50 KB each',
  leak: {
    allocators: ['readDocument sliced-strings.ts'],
    keeper: 'indexDocument sliced-strings.ts',
    isScattered: true,
    bytesPerSecond: 1_000_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(20, indexDocument);
  },
};

export const slicesCopied: Workload = {
  name: 'slices-copied',
  description: 'titles of documents are kept, copies out of strings of 50 KB each',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(20, indexDocumentByCopy);
  },
};
