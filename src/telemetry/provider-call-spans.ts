import { activityInfo } from '@temporalio/activity';
import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { listenToCalls, type ProviderCall } from '../providers/calls.ts';
import { outcomeOf } from './call-outcome.ts';
import { tracer } from './spans.ts';

/** Makes a span of each call to a provider. Answers with how to stop. */
export function providerCallSpans(): () => void {
  const spans = new WeakMap<ProviderCall, Span>();
  return listenToCalls({
    began(call) {
      const { provider, operation } = call;
      const attributes = { 'recourse.provider': provider, 'recourse.operation': operation, ...attempt() };
      spans.set(call, tracer.startSpan(`${provider} ${operation}`, { kind: SpanKind.CLIENT, attributes }));
    },
    ended(call, error) {
      const span = spans.get(call);
      if (span === undefined) return;
      if (call.method !== null) span.setAttribute('http.request.method', call.method);
      if (call.host !== null) span.setAttribute('server.address', call.host);
      if (call.status !== null) span.setAttribute('http.response.status_code', call.status);
      if (call.correlationId !== null) span.setAttribute('recourse.correlation_id', call.correlationId);
      if (error !== null) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute('error.type', outcomeOf(error));
      }
      span.end();
    },
  });
}

/** Which attempt at its activity a call belongs to; nothing for one that is made elsewhere, as by `recourse check`. */
function attempt(): { readonly 'temporal.activity.attempt'?: number } {
  try {
    return { 'temporal.activity.attempt': activityInfo().attempt };
  } catch {
    return {};
  }
}
