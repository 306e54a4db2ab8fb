import { dashboard, type PlacedDashboard, UID } from '../dashboard.js';
import { BUDGET_PANELS } from './budget-panels.js';
import { MEMORY_PANELS } from './memory-panels.js';
import { PROCESS_VERDICT } from './process-verdict.js';
import { SITE_PANELS } from './site-panels.js';
import { SUSPECTS_TABLES } from './suspects-table.js';

/** The dashboard of one process: whether it leaks, where, since when, and how long it takes until its limit. */
export function processDashboard(): PlacedDashboard {
  return dashboard(
    {
      uid: UID.process,
      title: 'heapgauge / Process',
      description:
        'One process: whether it leaks, in which function, since when, and how long it takes until V8 ends it. If several instances are chosen, they are summed.',
      oneInstance: true,
      sites: true,
    },
    [
      { title: 'Does it leak?', panels: [...PROCESS_VERDICT, ...SUSPECTS_TABLES] },
      { title: 'Memory', panels: MEMORY_PANELS },
      { title: 'Sites', panels: SITE_PANELS },
      { title: 'Budgets', panels: BUDGET_PANELS },
    ],
  );
}
