import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { loggingErrorHandler, setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
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
  const notSent = (error: unknown): void => {
    log.warn(reasonOf(error), 'traces were not sent');
  };
  warnIn(log, notSent);
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
  // The rest of the address may hold a key.
  log.info({ collector: new URL(settings.url).origin }, 'traces are sent');
  return {
    async stop() {
      unsubscribe();
      const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH).unref());
      await Promise.race([provider.shutdown(), late]).catch(notSent);
      trace.disable();
      context.disable();
      propagation.disable();
      setGlobalErrorHandler(loggingErrorHandler());
      diag.disable();
    },
  };
}

/** Has what OpenTelemetry warns of stand in our log: its own sentences, without what it adds to them. */
function warnIn(log: Logger, notSent: (error: unknown) => void): void {
  const warn = (...said: readonly unknown[]): void => {
    // Some of its parts put their name first.
    const problem = said.find((word) => typeof word === 'string' && word.includes(' '));
    log.warn({ problem }, 'OpenTelemetry has trouble');
  };
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  setGlobalErrorHandler(notSent);
}

/** Never the body of an answer, which an error of the exporter has along: it is the collector's, and may repeat what was sent. */
function reasonOf(error: unknown): { readonly problem: string; readonly code?: unknown } {
  if (!(error instanceof Error)) return { problem: 'an unknown error' };
  return { problem: error.message, ...('code' in error && { code: error.code }) };
}

function ignore(): void {}
