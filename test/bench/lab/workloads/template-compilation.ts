import { compileFunction } from 'node:vm';
import { LRUCache } from 'lru-cache';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const TEMPLATES = 500;

type Template = (values: readonly number[]) => string;

const compiled = new LRUCache<number, Template>({ max: 150 });

function compileTemplate(number: number): Template {
  const cells = Array.from({ length: 30 }, (_, n) => `'<td>' + values[${n}] * ${number} + '</td>'`);
  return compileFunction(`return ${cells.join(' + ')};`, ['values']) as Template;
}

function render(number: number, values: readonly number[]): string {
  let template = compiled.get(number);
  if (template === undefined) {
    template = compileTemplate(number);
    compiled.set(number, template);
  }
  return template(values);
}

export const templateCompilation: Workload = {
  name: 'template-compilation',
  description: 'templates are compiled to functions, of which the latest 150 are kept',
  start(lab) {
    serveTraffic(lab);
    const values = Array.from({ length: 30 }, (_, n) => n);
    lab.perSecond(60, () => render(Math.floor(lab.random.uniform() * TEMPLATES), values));
  },
};
