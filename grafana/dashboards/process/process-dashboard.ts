import { BUDGET_PANELS } from './budget-panels.js';
import { dashboard, type PlacedDashboard, UID } from '../dashboard.js';
import { MEMORY_PANELS } from './memory-panels.js';
import { SITE_PANELS } from './site-panels.js';
import { SUSPECTS_TABLE } from './suspects-table.js';
import { PROCESS_VERDICT } from './process-verdict.js';

/** Is this process leaking, where, since when, and how long until its limit? */
export function processDashboard(): PlacedDashboard {
  return dashboard(
    {
      uid: UID.process,
      title: 'heapgauge / Process',
      description:
        'One process: whether it leaks, in which function, since when, and how long until V8 ends it. Several chosen instances add up.',
      oneInstance: true,
      sites: true,
    },
    [
      { title: 'Does it leak?', panels: [...PROCESS_VERDICT, SUSPECTS_TABLE] },
      { title: 'Memory', panels: MEMORY_PANELS },
      { title: 'Sites', panels: SITE_PANELS },
      { title: 'Budgets', panels: BUDGET_PANELS },
    ],
  );
}
