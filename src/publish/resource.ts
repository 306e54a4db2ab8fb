import { defaultResource, detectResources, envDetector, type Resource } from '@opentelemetry/resources';

/** Describes this process, by `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`. */
export function processResource(): Resource {
  return defaultResource().merge(detectResources({ detectors: [envDetector] }));
}
