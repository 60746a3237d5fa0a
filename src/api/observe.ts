import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ApiMetrics } from './metrics.ts';

/** Routes that are asked all the time and say nothing. */
export const QUIET: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics', '/assets/:name']);

/**
 * Gives each request an id (answered as `X-Request-Id`) and, when it ends, counts and logs it by its route's pattern. Paths that match no
 * route, query strings and bodies may hold anything, also names: they are not logged.
 */
export function observe(log: Logger, metrics: ApiMetrics): RequestHandler {
  return (req, res, next) => {
    const id = randomUUID();
    const began = performance.now();
    res.set('X-Request-Id', id);
    res.once('close', () => {
      const seconds = (performance.now() - began) / 1000;
      const route = routeOf(req);
      const status = res.headersSent ? res.statusCode : 499;
      metrics.requests.observe({ method: req.method, route, status }, seconds);
      log[QUIET.has(route) ? 'debug' : 'info'](
        { id, method: req.method, route, case: caseOf(req), status, ms: Math.round(seconds * 1000) },
        'request',
      );
    });
    next();
  };
}

/** The pattern of the route that answered, e.g. `/api/v1/disputes/:case_id`. */
export function routeOf(req: Request): string {
  const route: unknown = req.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : 'unmatched';
}

/** Only what looks like a case: anything else that was typed there may be a name or a mail address. */
function caseOf(req: Request): string | undefined {
  return /^\/api\/v1\/disputes\/([a-z]+:[\w.-]{1,270})(?=[/?]|$)/.exec(req.originalUrl)?.[1];
}
