import type { Report } from './report.js';

/** Takes every report as it is made. */
export interface ReportPublisher {
  publish(report: Report): void;
  /** Says that the latest report holds no longer, and that there is none for now. */
  withdraw(): void;
  /** Says that there will be no further report. */
  stop(): void;
}
