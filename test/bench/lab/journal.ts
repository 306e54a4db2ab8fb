/** Room for a record on average; most take a third of it. */
const RECORD_BYTES = 4000;

/**
 * A list of plain data that grows outside the heap: remembering what was seen must not be a leak of its own.
 * Its memory is taken at once, so that it does not count as growth of external memory either.
 */
export class Journal<T> {
  readonly #bytes: Buffer;
  #length = 0;

  constructor(records: number) {
    this.#bytes = Buffer.alloc(records * RECORD_BYTES);
  }

  /** Adds a record. @throws RangeError when it is full */
  add(record: T): void {
    const line = `${JSON.stringify(record)}\n`;
    const written = this.#bytes.write(line, this.#length);
    if (written < Buffer.byteLength(line)) throw new RangeError(`the journal is full after ${this.#length} bytes`);
    this.#length += written;
  }

  read(): T[] {
    const lines = this.#bytes.toString('utf8', 0, this.#length).split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as T);
  }
}
