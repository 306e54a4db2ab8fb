import { dashboard, type PlacedDashboard, UID } from '../dashboard.js';
import { SAMPLER_COSTS } from './sampler-costs.js';
import { SAMPLER_FAILURES } from './sampler-failures.js';
import { SAMPLER_VERDICT } from './sampler-verdict.js';

/** The dashboard of heapgauge itself: whether it reads every heap, what that costs, and what fails. */
export function samplerDashboard(): PlacedDashboard {
  return dashboard(
    {
      uid: UID.sampler,
      title: 'heapgauge / Sampler',
      description:
        'heapgauge itself: whether every heap is read, how long a read pauses the application, how often reads happen, what fails, and how much memory heapgauge uses.',
      oneInstance: false,
      sites: false,
    },
    [
      { title: 'Does the sampler work?', panels: SAMPLER_VERDICT },
      { title: 'Costs', panels: SAMPLER_COSTS },
      { title: 'Failures', panels: SAMPLER_FAILURES },
    ],
  );
}
