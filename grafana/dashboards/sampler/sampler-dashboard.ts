import { dashboard, type PlacedDashboard, UID } from '../dashboard.js';
import { SAMPLER_COSTS } from './sampler-costs.js';
import { SAMPLER_FAILURES } from './sampler-failures.js';
import { SAMPLER_VERDICT } from './sampler-verdict.js';

/** Does the monitor itself behave: does it read, what does it cost, and what fails? */
export function samplerDashboard(): PlacedDashboard {
  return dashboard(
    {
      uid: UID.sampler,
      title: 'heapgauge / Sampler',
      description:
        'heapgauge itself: whether every heap is read, how long a read pauses the application, how often one comes, what fails, and what memory it takes.',
      oneInstance: false,
      sites: false,
    },
    [
      { title: 'Is the monitor well?', panels: SAMPLER_VERDICT },
      { title: 'Costs', panels: SAMPLER_COSTS },
      { title: 'Failures', panels: SAMPLER_FAILURES },
    ],
  );
}
