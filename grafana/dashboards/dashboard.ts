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

/** The tag of all heapgauge dashboards; it makes the links between them. */
const TAG = 'heapgauge';

/** The identifiers in the addresses of the dashboards. */
export const UID = {
  fleet: 'heapgauge-fleet',
  process: 'heapgauge-process',
  sampler: 'heapgauge-sampler',
} as const;

/** A panel that has no place and number in a dashboard yet. */
export type UnplacedPanel = Builder<Panel> & { id(id: number): UnplacedPanel };

/** A row of a dashboard: a heading and the panels below it. */
export interface Section {
  readonly title: string;
  readonly panels: readonly UnplacedPanel[];
}

/** What distinguishes a dashboard from the others, besides its panels. */
export interface DashboardText {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** The dashboard opens with one process chosen instead of all. */
  readonly oneInstance: boolean;
  /** Sites and packages can be chosen above the panels. */
  readonly sites: boolean;
}

// Grafana 12 provisions dashboards of schema 42; version 2, which the SDK would have instead, is not in use there yet.
/* eslint-disable @typescript-eslint/no-deprecated */

/** A dashboard whose `uid`, which is its address, is set. */
export type PlacedDashboard = Dashboard & { readonly uid: string };

/** Builds a whole dashboard: panels are numbered in their order and placed from left to right. */
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
    .annotations([...annotations(text)])
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
 * The address of a dashboard with the same time and data source.
 * @param passedOn variables whose present choice is passed on
 * @param chosen other variables, each with the column whose value in the clicked row is chosen
 */
export function linkTo(uid: string, passedOn: readonly string[], chosen: Readonly<Record<string, string>>): string {
  return [
    `/d/${uid}?\${__url_time_range}`,
    ...['datasource', ...passedOn].map((variable) => `\${${variable}:queryparam}`),
    ...Object.entries(chosen).map(
      ([variable, column]) => `var-${variable}=\${__data.fields["${column}"]:percentencode}`,
    ),
  ].join('&');
}

/** The link from a table with the columns `Instance` and `Job` to the dashboard of the process. */
export const TO_PROCESS: Readonly<Record<'title' | 'url', string>> = {
  title: 'Open the process',
  url: linkTo(UID.process, [], { job: 'Job', instance: 'Instance' }),
};
