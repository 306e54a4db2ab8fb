/** Measures with the constants that this process has, as the arguments say, and prints the result as JSON. */
import { measure } from './measure.js';

const [weeks, repeats, isOfSizes] = process.argv.slice(2);
const measurement = measure({ weeks: Number(weeks), repeats: Number(repeats), isOfSizes: isOfSizes === 'true' });
// JSON has no Infinity.
const text = JSON.stringify(measurement, (_, value: unknown) => (value === Infinity ? 1e9 : value));
process.stdout.write(`${text}\n`);
