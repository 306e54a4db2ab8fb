import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { CONFIG } from '../config.js';
import { annotations } from './chart-annotations.js';
import { variables } from './variables.js';

/** On all dashboards of ours, so that they find each other. */
const TAG = 'heapgauge';

/** Addresses of the dashboards. */
export const UID = {
  fleet: 'heapgauge-fleet',
  process: 'heapgauge-process',
  sampler: 'heapgauge-sampler',
} as const;

/** A panel whose place and number are not decided yet. */
export type UnplacedPanel = Builder<Panel> & { id(id: number): UnplacedPanel };

/** A heading and what stands below it. */
export interface Section {
  readonly title: string;
  readonly panels: readonly UnplacedPanel[];
}

/** What is different from dashboard to dashboard. */
export interface DashboardText {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Opens with one process chosen instead of all. */
  readonly oneInstance: boolean;
  /** Sites and packages can be chosen. */
  readonly sites: boolean;
}

// Grafana 12 provisions dashboards of schema 42; version 2, which the SDK would have instead, is not in use there yet.
/* eslint-disable @typescript-eslint/no-deprecated */

/** A dashboard that has an address. */
export type PlacedDashboard = Dashboard & { readonly uid: string };

/** A whole dashboard: panels are numbered in their order, and flow from left to right. */
export function dashboard(text: DashboardText, sections: readonly Section[]): PlacedDashboard {
  const builder = new DashboardBuilder(text.title)
    .uid(text.uid)
    .description(text.description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: CONFIG.dashboards.shownTime, to: 'now' })
    .refresh(CONFIG.dashboards.refresh)
    .variables([...variables(text)])
    .annotations([...annotations({ restarts: text.oneInstance })])
    .link(
      new DashboardLinkBuilder('heapgauge')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .includeVars(true)
        .keepTime(true)
        .asDropdown(false),
    );
  let id = 0;
  for (const { title, panels } of sections) {
    builder.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) builder.withPanel(panel.id(++id));
  }
  return { ...builder.build(), uid: text.uid };
}

/**
 * Address of a dashboard with the same time and data source.
 * @param kept variables whose choice goes along
 * @param chosen what is to be chosen there of others, as columns of the row that is clicked
 */
export function linkTo(uid: string, kept: readonly string[], chosen: Readonly<Record<string, string>>): string {
  return [
    `/d/${uid}?\${__url_time_range}`,
    ...['datasource', ...kept].map((variable) => `\${${variable}:queryparam}`),
    ...Object.entries(chosen).map(
      ([variable, column]) => `var-${variable}=\${__data.fields["${column}"]:percentencode}`,
    ),
  ].join('&');
}

/** From the column `Instance`, beside `Job`, to the process. */
export const TO_PROCESS: Readonly<Record<'title' | 'url', string>> = {
  title: 'Open the process',
  url: linkTo(UID.process, [], { job: 'Job', instance: 'Instance' }),
};
