import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { PROVIDERS } from '../domain/names.ts';

/** What became of a webhook. */
export const WEBHOOK_RESULTS = [
  'delivered',
  'unused',
  'bad_signature',
  'bad_format',
  'too_large',
  'overloaded',
  'temporal_unavailable',
  'failed',
] as const;
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number];

/** What the API counts. Labels come from closed sets: never an id, a path or anything a caller wrote. */
export interface ApiMetrics {
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly webhooks: Counter<'provider' | 'result'>;
  readonly deliveries: Gauge;
}

/** Makes the API's metrics in a registry, each webhook result standing there from the start so that rates are right from the first one. */
export function apiMetrics(registry: Registry): ApiMetrics {
  const webhooks = new Counter({
    name: 'recourse_webhooks_total',
    help: 'Webhooks received, by what became of them.',
    labelNames: ['provider', 'result'],
    registers: [registry],
  });
  for (const provider of PROVIDERS) {
    for (const result of WEBHOOK_RESULTS) webhooks.inc({ provider, result }, 0);
  }
  return {
    webhooks,
    requests: new Histogram({
      name: 'recourse_http_request_duration_seconds',
      help: 'HTTP requests, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10],
      registers: [registry],
    }),
    deliveries: new Gauge({
      name: 'recourse_webhook_deliveries_in_flight',
      help: 'Webhooks being handed to Temporal right now.',
      registers: [registry],
    }),
  };
}
