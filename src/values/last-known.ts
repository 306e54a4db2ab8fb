/**
 * Makes a reading of a positive amount that survives what fails in it. Reading some sizes of a process takes a file
 * descriptor, of which there may be none left, and an application may have replaced the function that reads.
 *
 * @param capture is called once, now, and returns the function that reads from then on
 * @returns a function that reads, gives the last value where that throws or is no positive number, and `undefined`
 *   where there has been none; it does not throw
 */
export function lastKnown(capture: () => () => unknown): () => number | undefined {
  const read = attempt(capture);
  let last: number | undefined;
  return () => {
    const value = read && attempt(read);
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) last = value;
    return last;
  };
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
