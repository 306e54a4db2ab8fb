// Prints what starts the profiler in an application that is watched for one report.
import { startMonitor } from 'heapgauge';

// A monitor keeps no process alive.
const hold = setInterval(() => undefined, 1000);
const monitor = await startMonitor({ prometheus: false, period: '100ms' });
const report = await new Promise((resolve) => monitor.once('report', resolve));
console.log(report.source.starter);
await monitor.stop();
clearInterval(hold);
