import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Attributes } from '@opentelemetry/api';

/** One request as the receiver got it. */
export interface OtlpRequest {
  /** The path of the request, `/v1/metrics` or `/v1/logs`. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** A metric with the points that one request carried of it. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'up-down counter' | 'counter' | 'histogram';
  readonly scope: string;
  /** The points of the metric; the value of a histogram is its sum. */
  readonly points: ReadonlyArray<readonly [attributes: Attributes, value: number]>;
}

/** A log record that the receiver got. */
export interface ReceivedLog {
  readonly eventName: string;
  readonly scope: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly timeUnixNano: string;
  readonly attributes: Attributes;
  readonly body: unknown;
}

/** A real HTTP server that takes OTLP as a collector does, on a free port of loopback. */
export interface OtlpReceiver extends AsyncDisposable {
  /** The address that `OTEL_EXPORTER_OTLP_ENDPOINT` takes. */
  readonly endpoint: string;
  /** All requests so far, in the order they came in. */
  readonly requests: readonly OtlpRequest[];
  /** Lists the metrics of each request that carried some. */
  metrics(): ReceivedMetric[][];
  logs(): ReceivedLog[];
}

/** Starts a receiver. It decodes JSON; a request in another encoding it stores and does not decode. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const requests: OtlpRequest[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const contentType = request.headers['content-type'] ?? '';
      requests.push({ path: request.url ?? '', contentType, body });
      response.writeHead(200, { 'content-type': contentType }).end(contentType === 'application/json' ? '{}' : '');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bodies = <T>(path: string): T[] =>
    requests
      .filter((request) => request.path === path && request.contentType === 'application/json')
      .map(({ body }) => JSON.parse(body.toString()) as T);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    metrics: () => bodies<MetricsBody>('/v1/metrics').map(metricsOf),
    logs: () => bodies<LogsBody>('/v1/logs').flatMap(logsOf),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Lists the names of the events received, in their order. */
export function eventNames(receiver: OtlpReceiver): string[] {
  return receiver.logs().map(({ eventName }) => eventName);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

interface Value {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly Value[] };
}

type KeyValues = ReadonlyArray<{ readonly key: string; readonly value: Value }>;

interface DataPoint {
  readonly attributes?: KeyValues;
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly sum?: number;
}

interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: { readonly dataPoints: readonly DataPoint[] };
  readonly sum?: { readonly dataPoints: readonly DataPoint[]; readonly isMonotonic?: boolean };
  readonly histogram?: { readonly dataPoints: readonly DataPoint[] };
}

interface Scope {
  readonly name: string;
}

interface MetricsBody {
  readonly resourceMetrics: ReadonlyArray<{
    readonly scopeMetrics: ReadonlyArray<{ readonly scope: Scope; readonly metrics: readonly Metric[] }>;
  }>;
}

interface LogRecord {
  readonly eventName?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly timeUnixNano?: string;
  readonly attributes?: KeyValues;
  readonly body?: Value;
}

interface LogsBody {
  readonly resourceLogs: ReadonlyArray<{
    readonly scopeLogs: ReadonlyArray<{ readonly scope: Scope; readonly logRecords: readonly LogRecord[] }>;
  }>;
}

function metricsOf({ resourceMetrics }: MetricsBody): ReceivedMetric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) => metrics.map((metric) => received(metric, scope.name))),
  );
}

function received(metric: Metric, scope: string): ReceivedMetric {
  const { name, unit = '', gauge, sum, histogram } = metric;
  const kind =
    gauge !== undefined
      ? 'gauge'
      : histogram !== undefined
        ? 'histogram'
        : sum?.isMonotonic === true
          ? 'counter'
          : 'up-down counter';
  const points = (gauge ?? sum ?? histogram)?.dataPoints ?? [];
  return {
    name,
    unit,
    kind,
    scope,
    points: points.map((point) => [attributesOf(point.attributes), valueOfPoint(point)] as const),
  };
}

function valueOfPoint({ asDouble, asInt, sum }: DataPoint): number {
  return Number(asDouble ?? asInt ?? sum);
}

function logsOf({ resourceLogs }: LogsBody): ReceivedLog[] {
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({
        eventName: record.eventName ?? '',
        scope: scope.name,
        severityNumber: record.severityNumber ?? 0,
        severityText: record.severityText ?? '',
        timeUnixNano: record.timeUnixNano ?? '',
        attributes: attributesOf(record.attributes),
        body: record.body === undefined ? undefined : plainValue(record.body),
      })),
    ),
  );
}

function attributesOf(list: KeyValues = []): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)])) as Attributes;
}

function plainValue({ stringValue, boolValue, intValue, doubleValue, arrayValue }: Value): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(plainValue);
  return stringValue ?? boolValue ?? (intValue === undefined ? doubleValue : Number(intValue));
}
