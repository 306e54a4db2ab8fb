import { dashboard, type PlacedDashboard, UID } from '../dashboard.js';
import { FLEET_BUDGETS } from './fleet-budgets.js';
import { FLEET_LEAKS } from './fleet-leaks.js';
import { FLEET_PROCESSES } from './fleet-processes.js';
import { FLEET_SITES } from './fleet-sites.js';
import { FLEET_VERDICT } from './fleet-verdict.js';
import { FLEET_VERSIONS } from './fleet-versions.js';

/** The dashboard of all processes: what leaks, in which code, since when, and which process reaches its limit first. */
export function fleetDashboard(): PlacedDashboard {
  return dashboard(
    {
      uid: UID.fleet,
      title: 'heapgauge / Fleet',
      description:
        'All processes together: which of them leak, in which function, since when, which one is closest to its heap limit, and what a deployment has changed.',
      oneInstance: false,
      sites: true,
    },
    [
      { title: 'Does anything leak?', panels: [...FLEET_VERDICT, ...FLEET_LEAKS] },
      { title: 'Processes', panels: FLEET_PROCESSES },
      { title: 'Sites of all processes', panels: FLEET_SITES },
      { title: 'Versions', panels: FLEET_VERSIONS },
      { title: 'Budgets', panels: FLEET_BUDGETS },
    ],
  );
}
