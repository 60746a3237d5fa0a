import { Counter, Histogram, type Registry } from 'prom-client';
import { listenToCalls, type ProviderCall } from '../providers/calls.ts';
import { outcomeOf } from './call-outcome.ts';

/** Counts and times the calls this process makes to providers. Answers with how to stop. */
export function countProviderCalls(registry: Registry): () => void {
  const calls = new Counter({
    name: 'recourse_provider_calls_total',
    help: 'Calls to providers, by what was asked and how it ended: ok, or the kind of error.',
    labelNames: ['provider', 'operation', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'recourse_provider_call_duration_seconds',
    help: 'How long calls to providers take.',
    labelNames: ['provider', 'operation'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
    registers: [registry],
  });
  const began = new WeakMap<ProviderCall, number>();
  return listenToCalls({
    began: (call) => began.set(call, performance.now()),
    ended(call, error) {
      const { provider, operation } = call;
      calls.inc({ provider, operation, outcome: outcomeOf(error) });
      durations.observe({ provider, operation }, (performance.now() - (began.get(call) ?? 0)) / 1000);
    },
  });
}
