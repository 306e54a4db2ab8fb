import { createRequire } from 'node:module';
import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** The part of jsdom that is driven here; the package brings no types. */
interface Jsdom {
  readonly JSDOM: new (html: string, options: { url: string }) => { serialize(): string; readonly window: Window };
}

interface Window {
  readonly document: { createElement(name: string): Element; readonly body: Element };
  setInterval(work: () => void, milliseconds: number): unknown;
  close(): void;
}

interface Element {
  textContent: string;
  append(element: Element): void;
}

const require = createRequire(import.meta.url);

const { JSDOM } = require('jsdom') as Jsdom;

const HTML = `<html><body><ul>${'<li class="x">entry</li>'.repeat(40)}</ul></body></html>`;

/** Shows a clock, whose timer keeps the window until that is closed. */
function mountClock(window: Window): void {
  const clock = window.document.createElement('b');
  window.document.body.append(clock);
  window.setInterval(() => {
    clock.textContent = 'tick';
  }, 60_000);
}

function renderPage(): string {
  const dom = new JSDOM(HTML, { url: 'http://localhost/' });
  mountClock(dom.window);
  return dom.serialize();
}

/** The same, and the window is closed. */
function renderPageAndClose(): string {
  const dom = new JSDOM(HTML, { url: 'http://localhost/' });
  mountClock(dom.window);
  const page = dom.serialize();
  dom.window.close();
  return page;
}

export const jsdomWindowsKept: Workload = {
  name: 'jsdom-windows-kept',
  description: 'every page is rendered in a window of jsdom that is never closed',
  leak: {
    // It is spread over hundreds of functions of jsdom and of packages made for it, of which none has a tenth.
    allocators: ['jsdom', 'cssstyle', 'symbol-tree', 'whatwg-url'],
    keeper: 'renderPage jsdom-windows.ts',
    isScattered: true,
    bytesPerSecond: 1_300_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(2, renderPage);
  },
};

export const jsdomWindowsClosed: Workload = {
  name: 'jsdom-windows-closed',
  description: 'every page is rendered in a window of jsdom that is closed',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(2, renderPageAndClose);
  },
};
