import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { WORKS } from './programs.js';

/** A setting that is wrong: one line says which, and the application runs on unmonitored. */
function wrong(name: string, settings: NonNullable<Fault['settings']>): Fault {
  return {
    name,
    part: 'configuration',
    program: WORKS,
    settings,
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(400);
    },
    lines: 1,
    expect: ({ watched }) => {
      assert.match(watched.said.join('\n'), /; this process is not monitored$/);
      assert.ok(watched.said.join('').includes(Object.keys(settings)[0] ?? ''), 'the line names the variable');
    },
    noReport: 'it is not monitored',
  };
}

export const CONFIGURATION: readonly Fault[] = [
  wrong('an application with a period that is no duration runs on', { HEAPGAUGE_PERIOD: 'often' }),
  wrong('an application with a port beyond all ports runs on', { HEAPGAUGE_PORT: '65536' }),
  wrong('an application with an unknown starter runs on', { HEAPGAUGE_STARTER: 'magic' }),
  wrong('an application with a budget that is none runs on', { HEAPGAUGE_BUDGETS: 'heap=512Mb5; rss' }),
  wrong('an application with an address of Alertmanager that is none runs on', { HEAPGAUGE_ALERTMANAGER: 'ftp://x' }),
  wrong('an application with a level of the log that is none runs on', { HEAPGAUGE_LOG_LEVEL: 'loud' }),
  wrong('an application with a sampling interval of zero runs on', { HEAPGAUGE_SAMPLE_INTERVAL: '0' }),
  wrong('an application with a share of pauses above one runs on', { HEAPGAUGE_MAX_PAUSE_RATIO: '2' }),
  wrong('an application with a setting of a megabyte of text runs on', { HEAPGAUGE_BUDGETS: 'x'.repeat(100_000) }),
  {
    name: 'an application with an address for its page that is none runs on',
    part: 'configuration',
    program: WORKS,
    settings: { HEAPGAUGE_HOST: 'http://here/' },
    fromStart: true,
    provoke: async ({ printed, said }) => {
      await printed('ready');
      await said('no metrics page');
    },
    noReport: 'there is no page',
  },
  {
    name: 'an application beside a Kubernetes service of the name heapgauge is watched',
    part: 'configuration',
    seen: true,
    program: WORKS,
    settings: {
      HEAPGAUGE_PORT: 'tcp://10.0.171.239:9464',
      HEAPGAUGE_SERVICE_HOST: '10.0.171.239',
      HEAPGAUGE_SERVICE_PORT: '9464',
      HEAPGAUGE_PORT_9464_TCP: 'tcp://10.0.171.239:9464',
    },
    fromStart: true,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(800);
    },
    expect: ({ watched }) => {
      assert.doesNotMatch(watched.said.join('\n'), /not monitored/);
    },
    noReport: 'its page is at the usual port, which others may have',
  },
  {
    name: 'an application that is told to be silent hears nothing of a wrong setting',
    part: 'configuration',
    seen: true,
    program: WORKS,
    settings: { HEAPGAUGE_LOG_LEVEL: 'silent', HEAPGAUGE_PERIOD: 'often' },
    fromStart: true,
    provoke: ({ printed }) => printed('ready'),
    lines: 0,
    noReport: 'it is not monitored',
  },
  {
    name: 'an application for which heapgauge is switched off is as it would be without',
    part: 'configuration',
    seen: true,
    program: WORKS,
    settings: { HEAPGAUGE_ENABLED: 'false' },
    fromStart: true,
    provoke: async ({ printed, report, note }) => {
      await printed('ready');
      await pause(700);
      note('report', await report());
    },
    lines: 0,
    memoryMiB: 25,
    expect: ({ watched }) => {
      assert.equal(watched.notes.get('report'), undefined);
    },
    noReport: 'it is switched off',
  },
  {
    name: 'an application with the smallest share of pauses there can be is not written full',
    part: 'configuration',
    seen: true,
    program: WORKS,
    settings: { HEAPGAUGE_MAX_PAUSE_RATIO: '0.00000000001' },
    fromStart: true,
    provoke: async ({ printed, nextReport, note }) => {
      await printed('ready');
      await nextReport(20);
      await pause(2000);
      note('reads', (await nextReport(1).catch(() => undefined))?.sampler.reads ?? 1);
    },
    expect: ({ watched }) => {
      assert.ok(Number(watched.notes.get('reads')) < 20, `${String(watched.notes.get('reads'))} reads in two seconds`);
    },
    noReport: 'the next read is long in coming',
  },
  {
    name: 'an application with a budget that no function matches hears of it',
    part: 'configuration',
    seen: true,
    program: WORKS,
    settings: { HEAPGAUGE_BUDGETS: 'site:src/nowhere/**=1MiB for 0s' },
    provoke: () => pause(1000),
  },
];
