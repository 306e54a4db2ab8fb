/** The mappings of one block, {@link FIELDS} numbers each: line, column, source, line and column in the source, name. */
export type SegmentTable = Int32Array;

/** The numbers of one mapping in a table. */
export const FIELDS = 6;

/** Where a decoder is: each mapping is encoded as its difference from the one before. */
export interface DecoderState {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
  readonly name: number;
}

const START: DecoderState = { line: 0, column: 0, source: 0, sourceLine: 0, sourceColumn: 0, name: 0 };

const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** The value of each Base64 digit, 255 for every other byte. */
const DIGITS = new Uint8Array(256).fill(255);
for (const [value, digit] of Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  DIGITS[digit] = value;
}

/** Decodes the `mappings` of a source map, which ECMA-426 defines, block by block. */
export class VlqDecoder {
  #line: number;
  #column: number;
  #source: number;
  #sourceLine: number;
  #sourceColumn: number;
  #name: number;
  #isSorted = true;

  /** Begins where another decoder was, or at the start. */
  constructor({ line, column, source, sourceLine, sourceColumn, name }: DecoderState = START) {
    this.#line = line;
    this.#column = column;
    this.#source = source;
    this.#sourceLine = sourceLine;
    this.#sourceColumn = sourceColumn;
    this.#name = name;
  }

  /** True while the mappings of every line have come from left to right. */
  get isSorted(): boolean {
    return this.#isSorted;
  }

  state(): DecoderState {
    return {
      line: this.#line,
      column: this.#column,
      source: this.#source,
      sourceLine: this.#sourceLine,
      sourceColumn: this.#sourceColumn,
      name: this.#name,
    };
  }

  /** Passes over whole mappings. Throws where they are not valid. */
  pass(bytes: Uint8Array): void {
    this.decode(bytes, NO_TABLE);
  }

  /**
   * Decodes whole mappings into a table, as far as it reaches. Throws where they are not valid.
   *
   * @returns the end of what they take in the table
   */
  decode(bytes: Uint8Array, table: SegmentTable): number {
    let end = 0;
    let fields = 0;
    for (let at = 0; at < bytes.length;) {
      const byte = bytes[at] ?? 0;
      if (byte === COMMA || byte === SEMICOLON) {
        if (fields > 0) end = this.#finish(table, end, fields);
        fields = 0;
        at += 1;
        if (byte === SEMICOLON) {
          this.#line += 1;
          this.#column = 0;
        }
        continue;
      }
      let value = 0;
      for (let shift = 0, digit = 32; digit >= 32; shift += 5) {
        digit = DIGITS[bytes[at] ?? 0] ?? 255;
        at += 1;
        if (digit === 255 || shift > 30) throw new Error('its mappings are not valid');
        value |= (digit & 31) << shift;
      }
      this.#add(fields, value & 1 ? -(value >>> 1) : value >>> 1);
      fields += 1;
    }
    return fields > 0 ? this.#finish(table, end, fields) : end;
  }

  #add(field: number, difference: number): void {
    switch (field) {
      case 0:
        if (difference < 0) this.#isSorted = false;
        this.#column += difference;
        break;
      case 1:
        this.#source += difference;
        break;
      case 2:
        this.#sourceLine += difference;
        break;
      case 3:
        this.#sourceColumn += difference;
        break;
      case 4:
        this.#name += difference;
        break;
      default:
        throw new Error('its mappings are not valid');
    }
  }

  #finish(table: SegmentTable, end: number, fields: number): number {
    if (fields === 2 || fields === 3) throw new Error('its mappings are not valid');
    if (end >= table.length) return end;
    table[end] = this.#line;
    table[end + 1] = this.#column;
    table[end + 2] = fields === 1 ? -1 : this.#source;
    table[end + 3] = fields === 1 ? 0 : this.#sourceLine;
    table[end + 4] = fields === 1 ? 0 : this.#sourceColumn;
    table[end + 5] = fields === 5 ? this.#name : -1;
    return end + FIELDS;
  }
}

const NO_TABLE: SegmentTable = new Int32Array(0);

/** Counts the mappings that some bytes have at most. */
export function mappingsIn(bytes: Uint8Array): number {
  let count = 1;
  for (const byte of bytes) if (byte === COMMA || byte === SEMICOLON) count += 1;
  return count;
}
