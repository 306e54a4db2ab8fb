import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OtlpRequest } from './otlp-receiver.js';

/** A metric as protobuf's own JSON mapping writes it: 64-bit numbers are text, defaults are left out. */
export interface ProtobufMetric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: { readonly dataPoints: readonly ProtobufPoint[] };
  readonly sum?: {
    readonly dataPoints: readonly ProtobufPoint[];
    readonly isMonotonic?: boolean;
    readonly aggregationTemporality: string;
  };
  readonly histogram?: {
    readonly dataPoints: readonly ProtobufHistogramPoint[];
    readonly aggregationTemporality: string;
  };
}

/** One value of a metric, with its attributes. */
export interface ProtobufPoint {
  readonly attributes?: readonly ProtobufAttribute[];
  readonly asDouble?: number;
  readonly asInt?: string;
}

/** One distribution of a histogram, with its attributes. */
export interface ProtobufHistogramPoint {
  readonly attributes?: readonly ProtobufAttribute[];
  readonly count: string;
  readonly sum: number;
  readonly bucketCounts: readonly string[];
  readonly explicitBounds: readonly number[];
}

/** An attribute of a point. */
export interface ProtobufAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number | boolean>>;
}

/** Reads OTLP requests for metrics with the public protobuf definitions. */
export interface PublicOtlp extends Disposable {
  /** Decodes requests. It throws where one does not follow the definitions, as with an unknown field. */
  decode(requests: readonly OtlpRequest[]): ProtobufMetric[][];
}

/** Google's protobuf with the code generated from opentelemetry-proto: nothing that OpenTelemetry JS has made. */
const PROGRAM = `
import base64, json, sys
from google.protobuf import json_format
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

def refuse_unknown(message):
    if len(UnknownFieldSet(message)) > 0:
        raise ValueError(f'unknown fields in {message.DESCRIPTOR.full_name}')
    for field, value in message.ListFields():
        if field.message_type is not None:
            for one in value if isinstance(value, (list, tuple)) or hasattr(value, 'add') else [value]:
                refuse_unknown(one)

for line in sys.stdin:
    request = json.loads(line)
    body = base64.b64decode(request['body'])
    message = ExportMetricsServiceRequest()
    if request['contentType'] == 'application/json':
        json_format.Parse(body, message)
    else:
        message.ParseFromString(body)
        refuse_unknown(message)
    print(json_format.MessageToJson(message, indent=None))
`;

/**
 * Installs the definitions with pip into a folder of its own. It returns `undefined` where there is no Python, or pip
 * cannot get them; under `CI=true` it throws instead.
 */
export function publicOtlp(): PublicOtlp | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-protobuf-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '3', '--target', folder, 'opentelemetry-proto'];
    execFileSync('python3', pip, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    remove();
    if (process.env['CI'] === 'true') throw error;
    return undefined;
  }
  return {
    decode: (requests) => {
      const lines = requests.map(({ contentType, body }) =>
        JSON.stringify({ contentType, body: body.toString('base64') }),
      );
      const output = execFileSync('python3', ['-c', PROGRAM], {
        input: lines.join('\n'),
        encoding: 'utf8',
        maxBuffer: 1e8,
        env: { ...process.env, PYTHONPATH: folder },
      });
      return output
        .trim()
        .split('\n')
        .map((line) => metricsIn(JSON.parse(line) as Body));
    },
    [Symbol.dispose]: remove,
  };
}

interface Body {
  readonly resourceMetrics: ReadonlyArray<{
    readonly scopeMetrics: ReadonlyArray<{ readonly metrics: readonly ProtobufMetric[] }>;
  }>;
}

function metricsIn({ resourceMetrics }: Body): ProtobufMetric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
}
