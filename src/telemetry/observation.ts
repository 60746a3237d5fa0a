import type { MetricsExporterConfig } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { processRegistry } from './process-metrics.ts';
import { logProviderCalls } from './provider-call-log.ts';
import { countProviderCalls } from './provider-call-metrics.ts';
import { sdkMetrics } from './sdk-metrics.ts';
import type { TracingSettings } from './settings.ts';

/** What one process tells of itself to those who watch it. */
export interface Observation {
  /** Metrics of this process. */
  readonly registry: Registry;
  /** Metrics of Temporal's SDK, as Prometheus text. */
  readonly sdkMetrics: () => Promise<string>;
  /** Sends the last traces, for two seconds at most. */
  stop(): Promise<void>;
}

/**
 * Begins to count, to log and, where a collector is named, to trace.
 *
 * @param prepareSdk - sets Temporal's SDK up, once a process
 */
export async function observeProcess(
  tracing: TracingSettings | null,
  prepareSdk: (metrics: MetricsExporterConfig) => void,
  log: Logger,
): Promise<Observation> {
  const registry = processRegistry();
  const unsubscribe = [countProviderCalls(registry), logProviderCalls(log)];
  const readSdk = await sdkMetrics(prepareSdk);
  const traces = tracing === null ? null : (await import('./tracing.ts')).startTracing(tracing, log);
  return {
    registry,
    sdkMetrics: readSdk,
    async stop() {
      for (const end of unsubscribe) end();
      await traces?.stop();
    },
  };
}
