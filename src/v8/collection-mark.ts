/**
 * Marks by which collections are told where V8 reports none: objects that nobody holds and of which the heap profile has a
 * sample, until a collection takes them.
 *
 * One mark is a string in the young generation, which the next collection of that takes. The other is the same string as
 * the name of a property: V8 keeps names in the old generation from the start, where only a major collection takes them;
 * and while one is under way it spares what is allocated there. So a mark that is gone was taken by a collection that began
 * after it was made. Node.js 20 and 26 were tried.
 */
export const YOUNG_MARK_FUNCTION = 'heapgaugeYoungMark';

/** The name of the function that allocates the marks in the old generation. */
export const OLD_MARK_FUNCTION = 'heapgaugeOldMark';

/** The size of a mark in intervals: it is sampled with a probability of 1 − exp(−3), 95 %. */
const INTERVALS = 3;

/** The smallest mark, and the largest, which takes a millisecond or so. */
const SMALLEST_BYTES = 1024;
const LARGEST_BYTES = 2 ** 20;

let made = 0;

/** Allocates in methods, as a bundler would shorten the names of functions. */
class CollectionMarks {
  heapgaugeYoungMark(bytes: number): string {
    const text = `heapgauge ${made}`.padEnd(bytes);
    // Reading its end makes one string of the parts that V8 has put it together from.
    text.charCodeAt(bytes - 1);
    return text;
  }

  heapgaugeOldMark(text: string): boolean {
    // V8 copies the name into its table of names here.
    return text in {};
  }
}

/** Makes a mark in the young generation of this thread's heap, and one in the old generation where that is wanted. */
export function makeCollectionMarks(sampleIntervalBytes: number, { isOld }: { isOld: boolean }): void {
  const bytes = Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, INTERVALS * sampleIntervalBytes));
  made += 1;
  const marks = new CollectionMarks();
  const text = marks[YOUNG_MARK_FUNCTION](bytes);
  if (isOld) marks[OLD_MARK_FUNCTION](text);
}
