export type { BudgetStatus } from './budget/alert-state.js';
export type { BudgetSeverity } from './budget/budget.js';
export { MemoryBudgetExceededError } from './budget/budget-error.js';
export { detectLeak, type DetectLeakOptions, type LeakReport } from './budget/detect-leak.js';
export { MemoryBudget, withinBudget } from './budget/guard.js';
export { HeapgaugeError, type HeapgaugeErrorCode } from './errors.js';
export type { Growth } from './growth/rate.js';
export type { SiteState } from './growth/verdict.js';
export { HeapgaugeInstrumentation, type HeapgaugeInstrumentationOptions } from './instrumentation.js';
export type { LogLevel } from './log.js';
export { heapgaugeMetricProducer } from './metric-producer.js';
export type { Monitor, MonitorEvents } from './monitor/monitor.js';
export type { Alert, BudgetEvent, EventLoggerProvider, LeakEvent, ReaderEvent } from './monitor/alerts.js';
export type { AlertmanagerOptions, LeakOptions, MonitorOptions } from './monitor/options.js';
export type {
  BudgetReport,
  BudgetSite,
  Report,
  ReportSource,
  SiteReport,
  SuspectComponent,
  SuspectReport,
} from './monitor/report.js';
export type { SamplingOptions } from './profiler/sampling-options.js';
export type { StarterName } from './profiler/starters.js';
export { type Domain, Filter, type FilterConditions } from './snapshot/filter.js';
export type { Frame } from './snapshot/frame.js';
export type { GroupBy } from './snapshot/group.js';
export { type GroupingOptions, Snapshot, type Trace } from './snapshot/snapshot.js';
export { Statistic, StatisticDiff } from './snapshot/statistic.js';
export { diffSnapshots, printTop, topAllocations, type TopOptions } from './snapshot/top.js';
export { Traceback, type TracebackFormat } from './snapshot/traceback.js';
export type { SnapshotOptions, TracedMemory } from './snapshot/tracer.js';
export { startMonitor } from './start-monitor.js';
export { type MemoryOutcome, type MemoryTrace, traceMemory, type TraceMemoryOptions } from './trace-memory.js';
export {
  clearTraces,
  getObjectTraceback,
  getTracebackLimit,
  getTracedMemory,
  getTracerMemory,
  isTracing,
  resetPeak,
  start,
  type StartOptions,
  stop,
  takeSnapshot,
} from './tracing.js';
