export { HeapgaugeError, type HeapgaugeErrorCode } from './errors.js';
export type { Growth } from './growth/rate.js';
export type { SiteState } from './growth/verdict.js';
export type { LogLevel } from './log.js';
export type { Monitor, MonitorEvents } from './monitor/monitor.js';
export type { MonitorOptions } from './monitor/options.js';
export type { BudgetReport, Report, ReportSource, SiteReport, SuspectReport } from './monitor/report.js';
export type { StarterName } from './profiler/starters.js';
export { startMonitor } from './start-monitor.js';
