export { HeapgaugeInstrumentation, type HeapgaugeInstrumentationOptions } from './application/instrumentation.js';
export { heapgaugeMetricProducer, type HeapgaugeMetricProducer } from './application/metric-producer.js';
export type { Monitor, MonitorEvents } from './application/monitor.js';
export type { MonitorOptions } from './application/options.js';
export { startMonitor } from './application/start-monitor.js';
export type { BudgetStatus } from './budget/alert-state.js';
export type { BudgetSeverity } from './budget/budget.js';
export type { Growth } from './growth/rate.js';
export type { SiteState } from './growth/verdict.js';
export type { EventLoggerProvider } from './publish/events.js';
export type { Alert, BudgetEvent, LeakEvent, SamplerEvent } from './report/alerts.js';
export type { BudgetReport, BudgetSite } from './report/budget-report.js';
export type { Report, SiteReport, SuspectComponent, SuspectPart, SuspectReport } from './report/report.js';
export type { ReportSource } from './report/source.js';
export { printTop } from './reporters/print-top.js';
export { type Domain, Filter, type FilterConditions } from './snapshot/filter.js';
export type { Frame } from './snapshot/frame.js';
export type { GroupBy } from './snapshot/group.js';
export { type GroupingOptions, Snapshot, type Trace } from './snapshot/snapshot.js';
export { Statistic, StatisticDiff } from './snapshot/statistic.js';
export { diffSnapshots, topAllocations, type TopOptions } from './snapshot/top.js';
export { Traceback, type TracebackFormat } from './snapshot/traceback.js';
export type { AlertmanagerOptions, LeakOptions } from './threads/settings.js';
export { MemoryBudgetExceededError } from './tracing/budget-error.js';
export { detectLeak, type DetectLeakOptions } from './tracing/detect-leak.js';
export type { LeakReport } from './tracing/leak-report.js';
export { MemoryBudget } from './tracing/memory-budget.js';
export type { SnapshotOptions } from './tracing/profile-snapshot.js';
export { type MemoryOutcome, type MemoryTrace, traceMemory, type TraceMemoryOptions } from './tracing/trace-memory.js';
export type { TracedMemory } from './tracing/traced-memory.js';
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
} from './tracing/tracing.js';
export { withinBudget } from './tracing/within-budget.js';
export type { SamplingOptions } from './v8/sampling-options.js';
export type { StarterName } from './v8/starters.js';
export { HeapgaugeError, type HeapgaugeErrorCode } from './values/errors.js';
export type { LogLevel } from './values/log.js';
