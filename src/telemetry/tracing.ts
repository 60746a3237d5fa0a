import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { SECOND, type Millis } from '../domain/instant.ts';
import { providerCallSpans } from './provider-call-spans.ts';
import type { TracingSettings } from './settings.ts';

/** How long sending what is left may take when the process ends: a collector that is away must not hold it up. */
const FLUSH: Millis = 2 * SECOND;

/**
 * Has this process send its spans to a collector, in batches, until it is stopped. Loaded only where traces are wanted. What the standard variables
 * say of headers, compression and time-outs the exporter reads by itself.
 */
export function startTracing(settings: TracingSettings, log: Logger): { stop(): Promise<void> } {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.serviceName }).merge(
      detectResources({ detectors: [resourceAttributesEnvDetector] }),
    ),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: settings.url }) })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const unsubscribe = providerCallSpans();
  log.info({ url: settings.url }, 'traces are sent');
  return {
    async stop() {
      unsubscribe();
      const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH).unref());
      await Promise.race([provider.shutdown(), late]).catch((error: unknown) => {
        log.debug({ err: error }, 'the last traces were not sent');
      });
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
