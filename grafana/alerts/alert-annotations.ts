import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { select } from '../queries/promql.js';
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

/**
 * A template of Prometheus for what else its series tell of the leak of an alert; nothing where they tell nothing.
 * @param of makes the query from the selector's matchers, which name the leak
 * @param text is shown with the first series of the answer as its dot
 */
function ofLeak(of: (matchers: string) => string, text: string): string {
  const labels = [...CONFIG.instanceLabels, ATTRIBUTE.leak];
  const query = of(labels.map((label) => `${label}=%q`).join(', '));
  const values = labels.map((label) => `$labels.${label}`).join(' ');
  return `{{ with printf "${query}" ${values} | query }}{{ with first . }}${text}{{ end }}{{ end }}`;
}

/** Templates of Prometheus for parts of a sentence. */
export const TEXT = {
  instance: '{{ $labels.instance }} of {{ $labels.job }}',
  site: '{{ $labels.site }}',
  inWorkers: '{{ with $labels.thread }}{{ if ne . "main" }} in {{ . }}{{ end }}{{ end }}',
  threadOrProcess: '{{ if eq (or $labels.thread "main") "main" }}process{{ else }}thread{{ end }}',
  ofPackage: '{{ with $labels.package }} of package {{ . }}{{ end }}',
  budget: '{{ $labels.budget }}',
  rate: '{{ $value | humanize1024 }}B/s',
  ofLimit: '{{ if eq $value 1.0 }}above its limit{{ else }}at {{ $value | humanizePercentage }} of its limit{{ end }}',
  time: '{{ $value | humanizeDuration }}',
} as const;

/** Templates for sentences on the functions of a leak, which follow on another sentence. */
export const LEAK_TEXT: Readonly<Record<'allocator' | 'inexact' | 'foundFirst', string>> = {
  allocator: ofLeak(
    (matchers) => `topk(1, ${select(prometheusName(METRIC.leakPart), matchers)} > 0)`,
    `{{ if ne .Labels.${ATTRIBUTE.part} $labels.site }} {{ .Value | humanizePercentage }} of it is allocated in {{ .Labels.${ATTRIBUTE.part} }}.{{ end }}`,
  ),
  inexact: ofLeak(
    (matchers) => `${select(prometheusName(METRIC.leakExact), matchers)} == 0`,
    ' A function that is named here may stand for one that V8 has inlined into it.',
  ),
  foundFirst: '{{ with $labels.leak }}{{ if ne . $labels.site }} It was found in {{ . }} first.{{ end }}{{ end }}',
};
