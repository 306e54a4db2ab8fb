import assert from 'node:assert/strict';
import process from 'node:process';
import { afterEach, describe, it } from 'node:test';
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources';
import { processAttributes } from '../../src/publish/process-attributes.js';

const LISTS = [
  '',
  ' ',
  'service.version=1.2.3',
  'service.name=listed, deployment.environment.name = production ,,',
  'team=a%2Cb%3Dc,%C3%A4=%E2%82%AC',
  'team=a=b,service.version=1',
  'team,service.version=1',
  '=a,service.version=1',
  'team=%E0%A4%A,service.version=1',
  `team=${'x'.repeat(256)},service.version=1`,
  `team=${'x'.repeat(255)}`,
  'team=,service.name=',
  'team=1,team=2',
];

describe('the attributes of the process', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  for (const list of LISTS) {
    for (const name of [undefined, '', ' shop ']) {
      it(`the attributes of OTEL_RESOURCE_ATTRIBUTES=${list.slice(0, 60)} and OTEL_SERVICE_NAME=${name} are those of the SDK`, () => {
        process.env['OTEL_RESOURCE_ATTRIBUTES'] = list;
        delete process.env['OTEL_SERVICE_NAME'];
        if (name !== undefined) process.env['OTEL_SERVICE_NAME'] = name;
        const resource = defaultResource().merge(detectResources({ detectors: [envDetector] }));
        const theirs = Object.entries(resource.attributes).filter(([key]) => !key.startsWith('telemetry.sdk.'));
        assert.deepEqual(new Map(Object.entries(processAttributes())), new Map(theirs));
      });
    }
  }
});
