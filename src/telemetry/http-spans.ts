import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';
import { tracer } from './spans.ts';

/**
 * Begins a trace with each request. Nothing of the address but its route's pattern goes into it. A trace that a caller sends along is not joined:
 * webhooks come from anywhere, and strangers are not to choose what is traced.
 *
 * @param routeOf - the pattern of the route that answered
 * @param quiet - paths that are asked all the time and say nothing
 */
export function tracedRequests(
  routeOf: (req: Request) => string,
  quiet: ReadonlySet<string>,
): RequestHandler {
  return (req, res, next) => {
    if (quiet.has(req.path)) {
      next();
      return;
    }
    const { method } = req;
    const span = tracer.startSpan(method, {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method },
    });
    res.once('close', () => {
      const route = routeOf(req);
      const status = res.headersSent ? res.statusCode : 499;
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(context.active(), span), next);
  };
}
