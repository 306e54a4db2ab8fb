/** A workload of the laboratory with its compressed settings; its parent records the collections. Argument: its name. */
import { startMonitor } from '../../../src/index.js';
import { scaledOptions } from '../lab/settings.js';
import { createLabTools } from '../lab/tools.js';
import { WORKLOADS } from '../lab/workloads/index.js';

const workload = WORKLOADS.find(({ name }) => name === process.argv[2]);
if (workload === undefined) throw new Error(`no workload "${process.argv[2] ?? ''}"`);
await workload.start(createLabTools(1));
await startMonitor(scaledOptions());
process.send?.({ started: true });
