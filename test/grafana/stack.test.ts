import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, parseDocument } from 'yaml';
import { ensurePrometheus } from '../support/prometheus.js';
import { amtool, promtool } from '../support/promtool.js';
import { ROOT } from '../support/run-node.js';

const skip = ensurePrometheus() ? false : 'promtool and amtool are missing: nothing was tested';
const STACK = join(ROOT, 'examples/stack');

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly depends_on?: readonly string[];
  readonly volumes: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const COMPOSE = parse(readFileSync(join(STACK, 'docker-compose.yaml'), 'utf8')) as Compose;

const PROVISIONING = '/etc/grafana/provisioning';

describe('examples/stack', { skip }, () => {
  /** The files of the containers as they are mounted, with a folder for each service. */
  const containers = mkdtempSync(join(tmpdir(), 'heapgauge-stack-'));
  const inContainer = (service: string, path: string): string => join(containers, service, path);

  before(() => {
    for (const [name, { volumes }] of Object.entries(COMPOSE.services)) {
      for (const [source, target] of mountsOf(volumes)) {
        mkdirSync(dirname(inContainer(name, target)), { recursive: true });
        cpSync(source, inContainer(name, target), { recursive: true });
      }
    }
  });
  after(() => {
    rmSync(containers, { recursive: true, force: true });
  });

  it('every file of the stack is valid YAML', () => {
    for (const name of readdirSync(STACK, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.yaml')) continue;
      const { errors, warnings } = parseDocument(readFileSync(join(STACK, name), 'utf8'));
      assert.deepEqual([...errors, ...warnings], [], name);
    }
  });

  it('every mounted file exists, and every mounted volume is declared', () => {
    for (const { volumes } of Object.values(COMPOSE.services)) {
      for (const [source] of mountsOf(volumes)) assert.ok(existsSync(source), source);
      for (const volume of volumes.filter((text) => !text.startsWith('.')))
        assert.ok((volume.split(':')[0] ?? '') in COMPOSE.volumes, volume);
    }
  });

  it('every image is pinned to a version, and every port is open to this computer only', () => {
    for (const { image, ports } of Object.values(COMPOSE.services)) {
      assert.match(image, /^[a-z]+\/[a-z]+:v?\d+\.\d+\.\d+$/);
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
    }
  });

  it('the configuration of Prometheus and its rules are valid for promtool and name the Alertmanager of the stack', async () => {
    const file = inContainer('prometheus', configFile('prometheus'));
    const output = await promtool('check', 'config', file);
    assert.match(output, /SUCCESS: \d+ rules found/);
    const { alerting } = parse(readFileSync(file, 'utf8')) as {
      alerting: { alertmanagers: ReadonlyArray<{ static_configs: ReadonlyArray<{ targets: readonly string[] }> }> };
    };
    const targets = alerting.alertmanagers.flatMap(({ static_configs }) => static_configs.flatMap((s) => s.targets));
    for (const target of targets) assert.ok((target.split(':')[0] ?? '') in COMPOSE.services, target);
  });

  it('the configuration of Alertmanager is valid for amtool', async () => {
    assert.match(await amtool('check-config', inContainer('alertmanager', configFile('alertmanager'))), /2 receivers/);
  });

  it('Grafana is provisioned with data sources of the stack and the folder of dashboards', () => {
    const { datasources } = read(inContainer('grafana', `${PROVISIONING}/datasources/heapgauge.yaml`)) as {
      datasources: ReadonlyArray<{
        uid: string;
        type: string;
        url: string;
        jsonData: { alertmanagerUid?: string };
      }>;
    };
    for (const { url, jsonData } of datasources) {
      assert.ok(new URL(url).hostname in COMPOSE.services, url);
      const { alertmanagerUid: uid } = jsonData;
      assert.ok(uid === undefined || datasources.some((one) => one.uid === uid), uid);
    }
    const { providers } = read(inContainer('grafana', `${PROVISIONING}/dashboards/heapgauge.yaml`)) as {
      providers: ReadonlyArray<{ options: { path: string } }>;
    };
    for (const { options } of providers)
      assert.ok(statSync(inContainer('grafana', options.path)).isDirectory(), options.path);
    for (const service of COMPOSE.services['grafana']?.depends_on ?? [])
      assert.ok(service in COMPOSE.services, service);
  });

  it('Grafana opens on the dashboard of the fleet', () => {
    const home = COMPOSE.services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    assert.equal((read(inContainer('grafana', home)) as { uid: string }).uid, 'heapgauge-fleet');
  });

  it("Grafana's alerting is provisioned with a contact point of the stack, and its policy uses it", () => {
    const { contactPoints, policies } = read(inContainer('grafana', `${PROVISIONING}/alerting/heapgauge.yaml`)) as {
      contactPoints: ReadonlyArray<{ name: string; receivers: ReadonlyArray<{ settings: { url: string } }> }>;
      policies: ReadonlyArray<{ receiver: string }>;
    };
    for (const { settings } of contactPoints.flatMap(({ receivers }) => receivers))
      assert.ok(new URL(settings.url).hostname in COMPOSE.services, settings.url);
    for (const { receiver } of policies)
      assert.ok(
        contactPoints.some(({ name }) => name === receiver),
        receiver,
      );
  });
});

/** `[path here, path in the container]` of what is mounted from the project. */
function mountsOf(volumes: readonly string[]): ReadonlyArray<readonly [source: string, target: string]> {
  return volumes
    .filter((volume) => volume.startsWith('.'))
    .map((volume) => {
      const [source = '', target = '', mode] = volume.split(':');
      assert.equal(mode, 'ro', volume);
      return [join(STACK, source), target] as const;
    });
}

function configFile(service: string): string {
  const option = '--config.file=';
  const found = COMPOSE.services[service]?.command?.find((argument) => argument.startsWith(option));
  assert.ok(found !== undefined, service);
  return found.slice(option.length);
}

function read(file: string): unknown {
  return parse(readFileSync(file, 'utf8'));
}
