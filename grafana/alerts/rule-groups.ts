import { CONFIG } from '../config.js';
import { duration } from '../queries/promql.js';
import { SAMPLER_ALERTS, TARGET_ALERTS } from './health-alerts.js';
import { LEAK_ALERTS } from './leak-alerts.js';
import { FORECAST_ALERTS, LIMIT_ALERTS } from './limit-alerts.js';
import { FLEET_RECORDING_RULES, SLOW_RECORDING_RULES } from './recording-rules.js';
import type { AlertRule, RuleGroup } from './rule-types.js';

/** All rules. Groups are evaluated independently of each other, the rules of a group in their order. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  { name: 'heapgauge-fleet', interval: duration(CONFIG.intervalSeconds), rules: FLEET_RECORDING_RULES },
  {
    name: 'heapgauge-alerts',
    interval: duration(CONFIG.intervalSeconds),
    rules: [...LEAK_ALERTS, ...LIMIT_ALERTS, ...SAMPLER_ALERTS],
  },
  {
    name: 'heapgauge-history',
    interval: duration(CONFIG.slowIntervalSeconds),
    rules: [...SLOW_RECORDING_RULES, ...FORECAST_ALERTS, ...TARGET_ALERTS],
  },
];

/** The rules of all groups that raise an alert. */
export const ALERT_RULES: readonly AlertRule[] = RULE_GROUPS.flatMap(({ rules }) => rules).filter(
  (rule) => 'alert' in rule,
);
