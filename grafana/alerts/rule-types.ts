import type { Severity } from '../config.js';

/** A rule that records the result of its expression as a series with a new name. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** A rule that raises an alert for each series that its expression gives. The keys are those of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: { readonly severity: Severity; readonly reason?: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Rules that Prometheus evaluates one after the other for the same moment. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: ReadonlyArray<RecordingRule | AlertRule>;
}
