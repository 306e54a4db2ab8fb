import type { SiteHistory } from './site-history.js';
import type { LeakEvidence } from './site-series.js';
import type { Leak } from './verdict.js';

/** Collects what shows a leak at present. */
export function evidenceOf({ sinceSeconds, spanSeconds, reason }: Leak, history: SiteHistory): LeakEvidence {
  const from = history.checkpointBefore(spanSeconds);
  return {
    sinceSeconds,
    reason,
    from,
    seconds: from === history.latest ? null : history.latest.seconds - from.seconds,
    births: history.births(from),
    deaths: history.deaths(from),
    explained: null,
  };
}

/** Works out which share of the growth of all sites a leak is; `null` where they do not grow together. */
export function explainedShare({ from, births, deaths }: LeakEvidence, total: SiteHistory): number | null {
  const totalBytes = total.change(from).bytes;
  const share = totalBytes > 0 ? (births.bytes - deaths.bytes) / totalBytes : 0;
  return share > 0 ? Math.min(1, share) : null;
}
