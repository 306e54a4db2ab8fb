import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { blockMarked } from '../support/documents.js';
import { ensurePrometheus } from '../support/prometheus.js';
import { promtool } from '../support/promtool.js';
import { ROOT } from '../support/run-node.js';

const skip = ensurePrometheus() ? false : 'promtool is missing: nothing was tested';

interface Provisioning {
  readonly apiVersion: number;
  readonly providers: ReadonlyArray<{
    readonly name: string;
    readonly type: string;
    readonly options: { readonly path: string };
  }>;
}

describe('the configurations that grafana/README.md shows', () => {
  it('Prometheus takes the configuration that loads the rules', { skip }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heapgauge-prometheus-config-'));
    try {
      const rules = 'heapgauge-rules.yaml';
      copyFileSync(join(ROOT, 'grafana/generated', rules), join(folder, rules));
      writeFileSync(join(folder, 'prometheus.yaml'), blockMarked('check: prometheus'));
      assert.match(await promtool('check', 'config', join(folder, 'prometheus.yaml')), /SUCCESS: \d+ rules found/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('Grafana is given the dashboards as the stack of the examples gives them', () => {
    const shown = parse(blockMarked('check: provisioning')) as Provisioning;
    const used = parse(readFileSync(join(ROOT, 'examples/stack/grafana/dashboards.yaml'), 'utf8')) as Provisioning;
    const essential = ({ apiVersion, providers }: Provisioning): unknown => ({
      apiVersion,
      providers: providers.map(({ name, type, options }) => ({ name, type, options })),
    });
    assert.deepEqual(essential(shown), essential(used));
  });
});
