import type { Report } from './report.js';

/** Takes every report as it is made. */
export interface ReportPublisher {
  publish(report: Report): void;
  /** Says that there will be no further report. */
  stop(): void;
}
