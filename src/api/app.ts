import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { Millis } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import { BUILT_IN_POLICY, type Policy } from '../domain/policy.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { tracedRequests } from '../telemetry/http-spans.ts';
import type { CaseGateway } from '../temporal/gateway.ts';
import { type AccessOptions, NO_PEOPLE } from './access/access.ts';
import { pageSessions } from './access/page-sessions.ts';
import { type ApiToken, authenticator } from './auth.ts';
import { watchDeliveries } from './delivery-metrics.ts';
import type { SubscriberChannels } from './delivery-view.ts';
import { watchDesk } from './desk-metrics.ts';
import { answerErrors } from './errors.ts';
import { apiMetrics } from './metrics.ts';
import { mountRoutes } from './mount.ts';
import { observe, QUIET, routeOf } from './observe.ts';
import { noSuchPage, pageRoutes, type PagesOptions } from './pages.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';
import { actRoutes } from './routes/acts.ts';
import { bridgeRoutes } from './routes/bridge.ts';
import { type CodecRouteOptions, codecRoutes } from './routes/codec.ts';
import { countRoutes } from './routes/counts.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { descriptionRoutes } from './routes/description.ts';
import { disputeRoutes } from './routes/disputes.ts';
import { documentRoutes } from './routes/documents.ts';
import { erasureRoutes } from './routes/erasure.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { fileRoutes } from './routes/files.ts';
import { healthRoutes } from './routes/health.ts';
import { insightsRoutes } from './routes/insights.ts';
import { csvRoutes } from './routes/lists-csv.ts';
import { operationsRoutes } from './routes/operations.ts';
import { packetRoutes } from './routes/packet.ts';
import { paymentRoutes } from './routes/payments.ts';
import { previewRoutes } from './routes/preview.ts';
import { type BrowserLibraries, providerRoutes } from './routes/providers.ts';
import { refundRequestRoutes } from './routes/refund-requests.ts';
import { refundRoutes } from './routes/refunds.ts';
import { relatedRoutes } from './routes/related.ts';
import { type SlackRouteOptions, slackRoutes } from './routes/slack.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { timelineExportRoutes } from './routes/timeline-export.ts';

/** What the API stands on. */
export interface ApiOptions extends SlackRouteOptions, CodecRouteOptions {
  readonly store: Store;
  readonly gateway: CaseGateway;
  /** The providers that are set up; webhooks of others are answered 404. */
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly tokens: readonly ApiToken[];
  readonly log: Logger;
  /** How people come in; not at all when absent. */
  readonly access?: Partial<AccessOptions> | undefined;
  /** What happens by itself, and who may decide about how much, as cases show it; the built-in one when absent. */
  readonly policy?: (WorkflowPolicy & Partial<Pick<Policy, 'disputeFees'>>) | undefined;
  /** Who is told of news, by which channel; nobody when absent. */
  readonly channels?: SubscriberChannels | undefined;
  /** Where pages load the providers' own libraries from, and how they set them up. */
  readonly browserLibraries?: BrowserLibraries | undefined;
  /** Where metrics are kept; give the process's own to have its other metrics at /metrics as well. */
  readonly registry?: Registry | undefined;
  /** Metrics kept elsewhere than there, as Prometheus text; at /metrics as well. */
  readonly moreMetrics?: (() => Promise<string>) | undefined;
  /** Address of the Temporal UI, e.g. `http://127.0.0.1:8233`; without it cases carry no link to their workflow. */
  readonly temporalUiUrl?: string | undefined;
  readonly temporalNamespace?: string | undefined;
  readonly deliveryDeadline?: Millis | undefined;
  readonly maxDeliveries?: number | undefined;
  /** Tells that the process ends: streams without an end then have one. */
  readonly stop?: AbortSignal | undefined;
  /** The pages for people; by default those of this program. */
  readonly pages?: PagesOptions | undefined;
}

/**
 * The whole HTTP face of Recourse: webhooks in, cases and people's acts, operations, and its own description.
 *
 * @example
 * const server = await listen(createApi({ store, gateway, providers, tokens, log }), { host: '127.0.0.1', port: 3000 });
 */
export function createApi(options: ApiOptions): Express {
  const assembled = assemble(options);
  const { authenticate } = assembled;
  const app = express().disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('trust proxy', assembled.access.trustedProxies);
  app.use(tracedRequests(routeOf, QUIET), observe(options.log, assembled.metrics), secure);
  mountRoutes(app, apiRoutes(assembled), authenticate);
  app.use(pageRoutes(options.pages ?? {}));
  app.use('/api', async (req, _res, next) => {
    await authenticate(req);
    next();
  });
  app.use(noSuchPage(options.pages ?? {}));
  app.use(() => {
    throw new Problem(404, 'There is nothing under this address; see /docs.');
  });
  app.use(answerErrors(options.log));
  return app;
}

/** The table of everything an API answers to, with who may use it. */
export function routesOf(options: ApiOptions): readonly Route[] {
  return apiRoutes(assemble(options));
}

function assemble(options: ApiOptions): RouteOptions {
  const registry = options.registry ?? new Registry();
  const access = { ...NO_PEOPLE, ...options.access };
  const sessions = pageSessions(options.store, access);
  const channels: SubscriberChannels = options.channels ?? new Map();
  watchDeliveries(registry, options.store.outbox, channels);
  const policy = options.policy ?? BUILT_IN_POLICY;
  watchDesk(registry, { ...options, policy });
  return {
    ...options,
    policy,
    registry,
    metrics: apiMetrics(registry),
    channels,
    temporalUrl: temporalPages(options),
    access,
    sessions,
    authenticate: authenticator(options.tokens, sessions),
  };
}

type RouteOptions = Parameters<typeof signInRoutes>[0] &
  Parameters<typeof bridgeRoutes>[0] &
  Parameters<typeof eventRoutes>[0] &
  Parameters<typeof providerRoutes>[0] &
  Parameters<typeof disputeRoutes>[0] &
  Parameters<typeof evidenceRoutes>[0] &
  Parameters<typeof fileRoutes>[0] &
  Parameters<typeof packetRoutes>[0] &
  Parameters<typeof documentRoutes>[0] &
  Parameters<typeof actRoutes>[0] &
  Parameters<typeof refundRoutes>[0] &
  Parameters<typeof refundRequestRoutes>[0] &
  Parameters<typeof deliveryRoutes>[0] &
  Parameters<typeof insightsRoutes>[0] &
  Parameters<typeof healthRoutes>[0] &
  SlackRouteOptions &
  CodecRouteOptions &
  Parameters<typeof operationsRoutes>[0];

/** The table of everything the API answers to. */
function apiRoutes(options: RouteOptions): Route[] {
  const routes = [
    ...bridgeRoutes(options),
    ...countRoutes(options),
    ...csvRoutes(options),
    ...providerRoutes(options),
    ...paymentRoutes(options),
    ...previewRoutes(options),
    ...relatedRoutes(options),
    ...eventRoutes(options),
    ...disputeRoutes(options),
    ...evidenceRoutes(options),
    ...fileRoutes(options),
    ...packetRoutes(options),
    ...documentRoutes(options),
    ...timelineExportRoutes(options.store),
    ...actRoutes(options),
    ...refundRequestRoutes(options),
    ...refundRoutes(options),
    ...slackRoutes(options),
    ...deliveryRoutes(options),
    ...insightsRoutes(options),
    ...healthRoutes(options),
    ...sessionRoutes(options),
    ...signInRoutes(options),
    ...erasureRoutes(options),
    ...operationsRoutes(options),
    ...codecRoutes(options),
  ];
  return [...routes, ...descriptionRoutes(routes)];
}

function temporalPages({ temporalUiUrl, temporalNamespace = 'default' }: ApiOptions) {
  const namespace = encodeURIComponent(temporalNamespace);
  const base = temporalUiUrl?.replace(/\/+$/, '');
  return (workflowId: string): string | null =>
    base === undefined ? null : `${base}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

/** Answers are data for programs: nothing in them is to be run, framed, guessed at or kept by a browser. */
const SECURE = new Headers({
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
});

const secure: RequestHandler = (_req, res, next) => {
  res.setHeaders(SECURE);
  next();
};
