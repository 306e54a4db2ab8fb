import type { Severity } from '../config.js';

/** A rule that records what its expression gives under a new name. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** A rule that alerts where its expression gives anything; the keys are Prometheus's. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: { readonly severity: Severity; readonly reason?: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Rules that are evaluated one after the other at the same moment. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: ReadonlyArray<RecordingRule | AlertRule>;
}
