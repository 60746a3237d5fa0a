import type { Logger } from 'pino';
import { listenToCalls, type ProviderCall } from '../providers/calls.ts';
import { outcomeOf } from './call-outcome.ts';

/** One line a call, for those who look closely: by its correlation id a provider's support finds it. Answers with how to stop. */
export function logProviderCalls(log: Logger): () => void {
  const began = new WeakMap<ProviderCall, number>();
  return listenToCalls({
    began: (call) => began.set(call, performance.now()),
    ended(call, error) {
      const { provider, operation, method, host, status, correlationId } = call;
      const ms = Math.round(performance.now() - (began.get(call) ?? 0));
      log.debug(
        { provider, operation, method, host, status, correlationId, outcome: outcomeOf(error), ms },
        'provider call',
      );
    },
  });
}
