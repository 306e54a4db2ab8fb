import { METRIC } from '../../../src/publish/names.js';
import { perVersion, targets } from '../../queries/processes.js';
import { perInstance } from '../../queries/promql.js';
import type { UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT } from '../limit-colours.js';
import { STATE } from '../palette.js';
import { chart, UNIT } from '../panels.js';
import { table } from '../table-panel.js';

const EMPTY = 'No target_info: is OTEL_RESOURCE_ATTRIBUTES set?';

/** One version of the service against another. Bytes are means of a process, as versions seldom have equally many. */
export const FLEET_VERSIONS: readonly UnplacedPanel[] = [
  chart(
    {
      title: 'Retained bytes by version',
      description:
        'The mean retained bytes of a process, by service.version. If a new version starts higher than the old one, or rises where the old one did not, the new version is the cause.',
      unit: UNIT.bytes,
      empty: EMPTY,
    },
    [
      {
        expr: `avg by (service_version) (${perVersion(METRIC.tracedRetained)})`,
        legend: 'version {{service_version}}',
      },
    ],
  ),
  table(
    {
      title: 'Versions now',
      description:
        'The processes of each service.version at the end of the shown time. Bytes are the mean of its processes.',
      unit: UNIT.count,
      empty: EMPTY,
    },
    [
      { name: 'Version', label: 'service_version' },
      {
        name: 'Processes',
        expr: `count by (service_version) (group by (${perInstance('service_version')}) ${targets()})`,
        width: 110,
      },
      {
        name: 'Leaking',
        expr: `sum by (service_version) (${perVersion(METRIC.leakSuspects)} > bool 0)`,
        width: 90,
        steps: [STATE.fine, [1, STATE.bad]],
      },
      {
        name: 'Retained',
        expr: `avg by (service_version) (${perVersion(METRIC.tracedRetained)})`,
        unit: UNIT.bytes,
        width: 110,
      },
      {
        name: 'Heap in use',
        expr: `avg by (service_version) (${perVersion(METRIC.heapUsed)}) / avg by (service_version) (${perVersion(METRIC.heapLimit)})`,
        unit: UNIT.share,
        width: 110,
        ...SHARE_OF_LIMIT,
      },
    ],
    { sortBy: 'Processes', span: 12, height: 9 },
  ),
];
