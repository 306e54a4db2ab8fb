import { CONFIG } from '../config.js';
import type { AlertRule } from './rule-types.js';

/** Annotations of an alert; its runbook is the README's section of the same name. */
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

/** Prometheus's templates for the parts of a sentence. */
export const TEXT = {
  instance: '{{ $labels.instance }} of {{ $labels.job }}',
  site: '{{ $labels.site }}',
  ofPackage: '{{ with $labels.package }} of package {{ . }}{{ end }}',
  budget: '{{ $labels.budget }}',
  rate: '{{ $value | humanize1024 }}B/s',
  ofLimit: '{{ if eq $value 1.0 }}above its limit{{ else }}at {{ $value | humanizePercentage }} of its limit{{ end }}',
  time: '{{ $value | humanizeDuration }}',
} as const;
