import type { Workload } from '../workload.js';

const readings: object[] = [];

function takeReading(number: number): object {
  return { number, values: new Array<number>(240).fill(number % 100) };
}

/** The only workload that has no traffic beside it. */
export const slowCollector: Workload = {
  name: 'slow-collector',
  description: 'so little garbage that major collections are rare',
  start(lab) {
    for (let slot = 0; slot < 2000; slot += 1) readings.push(takeReading(slot));
    lab.perSecond(150, (number) => {
      readings[Math.floor(lab.random.uniform() * readings.length)] = takeReading(number);
    });
  },
};
