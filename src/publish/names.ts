/**
 * Every metric this package publishes, by name: dashboards and rules import the names from here.
 *
 * Units stand in the names, against OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/general/naming/, "Metrics"): the Prometheus exporter for JavaScript
 * appends none, and the way by OTLP appends none that is there already
 * (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/, "Metric Metadata"). So a metric
 * has one name on both ways.
 */
export const METRIC = {
  tracedCurrent: 'heapgauge.traced.current_bytes',
  tracedRetained: 'heapgauge.traced.retained_bytes',
  tracedPeak: 'heapgauge.traced.peak_bytes',
  siteLive: 'heapgauge.site.live_bytes',
  siteRetained: 'heapgauge.site.retained_bytes',
  siteGrowth: 'heapgauge.site.growth_bytes_per_second',
  siteGrowthLower: 'heapgauge.site.growth_lower_bytes_per_second',
  siteGrowthUpper: 'heapgauge.site.growth_upper_bytes_per_second',
  leakSuspects: 'heapgauge.leak.suspects',
  leakGrowthLower: 'heapgauge.leak.growth_lower_bytes_per_second',
  leakRetained: 'heapgauge.leak.retained_bytes',
  leakExact: 'heapgauge.leak.exact',
  leakPart: 'heapgauge.leak.part_ratio',
  leakCaller: 'heapgauge.leak.caller_ratio',
  budgetLimit: 'heapgauge.budget.limit_bytes',
  budgetUsage: 'heapgauge.budget.usage_bytes',
  budgetUtilization: 'heapgauge.budget.utilization_ratio',
  budgetFiring: 'heapgauge.budget.firing',
  budgetViolations: 'heapgauge.budget.violations',
  budgetMatches: 'heapgauge.budget.matched_sites',
  alertFailures: 'heapgauge.alert.failures',
  heapUsed: 'heapgauge.heap.used_bytes',
  heapLimit: 'heapgauge.heap.limit_bytes',
  heapPeak: 'heapgauge.heap.peak_bytes',
  heapTimeToLimit: 'heapgauge.heap.time_to_limit_seconds',
  heapFirstLimit: 'heapgauge.heap.first_limit',
  memoryLimit: 'heapgauge.memory.limit_bytes',
  memoryUsage: 'heapgauge.memory.usage_bytes',
  samplerPause: 'heapgauge.sampler.pause_seconds',
  samplerPeriod: 'heapgauge.sampler.period_seconds',
  samplerUnanswered: 'heapgauge.sampler.unanswered_seconds',
  samplerFailures: 'heapgauge.sampler.failures',
  samplerCollections: 'heapgauge.sampler.collections',
  samplerCollectionPause: 'heapgauge.sampler.collection_pause_seconds',
  samplerZooms: 'heapgauge.sampler.zooms',
  samplerMemory: 'heapgauge.sampler.memory_bytes',
  samplerMemoryLimit: 'heapgauge.sampler.memory_limit_bytes',
  samplerRestarts: 'heapgauge.sampler.restarts',
} as const;

/** Every attribute of metrics and events, by key; `code.*` are OpenTelemetry's semantic conventions. */
export const ATTRIBUTE = {
  site: 'site',
  functionName: 'code.function.name',
  filePath: 'code.file.path',
  lineNumber: 'code.line.number',
  package: 'package',
  domain: 'domain',
  component: 'component',
  thread: 'thread',
  leak: 'leak',
  part: 'part',
  caller: 'caller',
  budget: 'budget',
  growth: 'heapgauge.growth_bytes_per_second',
  growthLower: 'heapgauge.growth_lower_bytes_per_second',
  growthUpper: 'heapgauge.growth_upper_bytes_per_second',
  retained: 'heapgauge.retained_bytes',
  since: 'heapgauge.since',
  leakId: 'heapgauge.leak.id',
  explained: 'heapgauge.leak.explained',
  exact: 'heapgauge.leak.exact',
  parts: 'heapgauge.leak.parts',
  partShares: 'heapgauge.leak.part_shares',
  tracebacks: 'heapgauge.leak.tracebacks',
  tracebackShares: 'heapgauge.leak.traceback_shares',
  stacktrace: 'code.stacktrace',
  limitName: 'limit',
  limit: 'heapgauge.budget.limit',
  budgetUnit: 'heapgauge.budget.unit',
  usage: 'heapgauge.budget.usage',
  reason: 'heapgauge.reason',
} as const;

/** Every event, by name. */
export const EVENT = {
  leakSuspected: 'heapgauge.leak.suspected',
  leakResolved: 'heapgauge.leak.resolved',
  budgetExceeded: 'heapgauge.budget.exceeded',
  budgetRecovered: 'heapgauge.budget.recovered',
  samplerDegraded: 'heapgauge.sampler.degraded',
  samplerRecovered: 'heapgauge.sampler.recovered',
} as const;

/** Name of the instrumentation scope, which is the package's. */
export const SCOPE = 'heapgauge';
