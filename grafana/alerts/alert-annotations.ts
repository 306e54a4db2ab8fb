import { CONFIG } from '../config.js';
import type { AlertRule } from './rule-types.js';

/** The annotations of an alert. Its runbook is the section of `grafana/README.md` with the name of the alert. */
export function annotations(
  alert: string,
  { summary, description }: { summary: string; description: readonly string[] },
): AlertRule['annotations'] {
  return {
    summary,
    description: description.join(' '),
    runbook_url: CONFIG.runbookBaseUrl + alert.toLowerCase(),
  };
}

/** Templates of Prometheus for parts of a sentence. */
export const TEXT = {
  instance: '{{ $labels.instance }} of {{ $labels.job }}',
  site: '{{ $labels.site }}',
  ofPackage: '{{ with $labels.package }} of package {{ . }}{{ end }}',
  budget: '{{ $labels.budget }}',
  rate: '{{ $value | humanize1024 }}B/s',
  ofLimit: '{{ if eq $value 1.0 }}above its limit{{ else }}at {{ $value | humanizePercentage }} of its limit{{ end }}',
  time: '{{ $value | humanizeDuration }}',
} as const;
