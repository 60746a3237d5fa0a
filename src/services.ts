import { once } from 'node:events';
import type { Logger } from 'pino';
import type { ActivityPorts } from './activities/index.ts';
import type { AccessOptions } from './api/access/access.ts';
import { createApi } from './api/app.ts';
import type { ApiToken } from './api/auth.ts';
import type { BrowserLibrary } from './api/pages.ts';
import type { BrowserLibraries } from './api/routes/providers.ts';
import { storeReach, temporalReach } from './api/reach.ts';
import { type ApiServer, listen } from './api/server.ts';
import { type ChatDesk, createChatDesk } from './chat/desk.ts';
import type { Config } from './config.ts';
import { SECOND, type Millis } from './domain/instant.ts';
import { BUILT_IN_POLICY } from './domain/policy.ts';
import { Deliverer } from './notify/deliverer.ts';
import type { Subscriber } from './notify/subscriber.ts';
import { createSubscribers } from './notify/subscribers.ts';
import { createOpenId } from './people/openid.ts';
import { signInLinks } from './people/sign-in-links.ts';
import { readPolicy } from './policy.ts';
import { createProviders } from './providers/registry.ts';
import { uploadsAddress, wepayEnvironment } from './providers/wepay/addresses.ts';
import { addressError } from './start/address.ts';
import { keepReadModelRenewed } from './store/keep-renewed.ts';
import { keepTidy } from './store/keep-tidy.ts';
import { openStore } from './store/open.ts';
import { createCaseGateway } from './temporal/case-gateway.ts';
import { connectWorker, createClient, type TemporalTarget } from './temporal/connection.ts';
import { forgetHistories } from './temporal/forgetting.ts';
import type { CaseGateway } from './temporal/gateway.ts';
import { temporalReady } from './temporal/ready.ts';
import { promoteFirstVersion, warnIfVersioned } from './temporal/first-version.ts';
import { keepReconciling } from './temporal/schedules.ts';
import { type Observation, observeProcess } from './telemetry/observation.ts';
import { probes } from './telemetry/probes.ts';
import { createRecourseWorker, prepareTemporalSdk } from './worker.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What one process of Recourse does. */
export interface Duties {
  /** The tokens the API lets in; null where this process serves none. */
  readonly api: { readonly tokens: readonly ApiToken[] } | null;
  readonly worker: boolean;
}

/** How long requests under way get when the API stops. */
const API_GRACE: Millis = 2 * SECOND;

/**
 * Runs the API, a worker or both on one store until told to stop. The API listens before Temporal is there: webhooks then get their 503, and
 * are sent again.
 */
export async function runServices(
  config: Config,
  temporal: TemporalTarget,
  duties: Duties,
  { log, stop }: { readonly log: Logger; readonly stop: AbortSignal },
): Promise<void> {
  const observation = await observeProcess(
    config.tracing,
    (metrics) => prepareTemporalSdk(log, metrics),
    log,
  );
  const policy = config.policyFile === null ? BUILT_IN_POLICY : await readPolicy(config.policyFile);
  const providers = createProviders(config.providers);
  const store = await openStore(config);
  const { publicUrl } = config.people;
  const named = await createSubscribers(config.notify, { store, publicUrl });
  const client = createClient(temporal);
  const gateway = createCaseGateway(client);
  const chat =
    config.slack &&
    createChatDesk({ settings: config.slack, store, gateway, providers, policy, publicUrl, log });
  const subscribers = chat === null ? named : [...named, chat.subscriber];
  const ports: ActivityPorts = {
    store,
    providers,
    policy,
    subscriptions: subscribers,
    toTemporal: gateway,
  };
  const progress = { works: false };
  const services = { config, temporal, gateway, ports, chat, subscribers, observation, progress, log, stop };
  try {
    const api = await (duties.api === null ? serveProbes(services) : serveApi(services, duties.api.tokens));
    const stopped = aborted(stop).then(() => api?.close(API_GRACE));
    try {
      await temporalReady(client, log, stop);
      if (!duties.worker || stop.aborted) await stopped;
      else {
        await Promise.all([
          runWorker(services, stopped),
          config.workerBuildId
            ? promoteFirstVersion(client, config.workerBuildId, log, stop)
            : warnIfVersioned(client, log),
          keepReconciling(client, providers, log, stop),
          new Deliverer({ outbox: store.outbox, subscribers, log }).run(stop),
          keepReadModelRenewed({ readModel: store.readModel, log, stop }),
          keepTidy({
            store,
            times: policy.retention,
            forget: (caseId) => forgetHistories(client, caseId),
            log,
            stop,
          }),
          chat?.keepUp(stop),
        ]);
      }
    } finally {
      await api?.close(API_GRACE);
    }
  } finally {
    await client.connection.close();
    await store.close();
    await observation.stop();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

interface Services {
  readonly config: Config;
  readonly temporal: TemporalTarget;
  readonly gateway: CaseGateway;
  readonly ports: ActivityPorts;
  readonly chat: ChatDesk | null;
  readonly subscribers: readonly Subscriber[];
  readonly observation: Observation;
  /** Whether the worker takes on work. */
  readonly progress: { works: boolean };
  readonly log: Logger;
  readonly stop: AbortSignal;
}

async function serveApi(
  { config, temporal, gateway, ports, chat, subscribers, observation, log, stop }: Services,
  tokens: readonly ApiToken[],
): ReturnType<typeof listen> {
  const { store, providers, policy } = ports;
  const app = createApi({
    store,
    gateway,
    providers,
    policy,
    browserLibraries: { wepay: wepayLibrary(config) },
    pages: { libraries: browserLibraries(config) },
    tokens,
    log,
    stop,
    registry: observation.registry,
    moreMetrics: observation.sdkMetrics,
    chat: chat ?? undefined,
    channels: new Map(subscribers.map(({ name, kind }) => [name, kind])),
    temporalUiUrl: config.temporalUiUrl ?? undefined,
    temporalNamespace: temporal.namespace,
    payloadCodecs: temporal.payloadCodecs,
    codecOrigins: config.codecOrigins,
    access: accessOf(config),
  });
  const api = await listen(app, config).catch((error: unknown) => {
    throw addressError(error, config) ?? error;
  });
  log.info({ url: api.url }, 'the API listens');
  return api;
}

/** What a process without an API tells of itself, where it is asked to. */
async function serveProbes({
  config,
  gateway,
  ports,
  observation,
  progress,
  log,
}: Services): Promise<ApiServer | null> {
  if (config.metricsPort === null) return null;
  const { registry, sdkMetrics } = observation;
  const checks = async () => {
    const [{ temporal }, store] = await Promise.all([temporalReach(gateway), storeReach(ports.store)]);
    return { temporal, worker: progress.works, store };
  };
  const at = { host: config.host, port: config.metricsPort };
  const server = await listen(probes({ registry, moreMetrics: sdkMetrics, checks }), at).catch(
    (error: unknown) => {
      throw addressError(error, at, 'RECOURSE_METRICS_PORT') ?? error;
    },
  );
  log.info({ url: server.url }, 'metrics and probes are served');
  return server;
}

function accessOf({ people, databaseUrl, dataDir }: Config): Partial<AccessOptions> {
  return {
    publicUrl: people.publicUrl,
    trustedProxies: people.trustedProxies,
    openId: people.openId === null ? null : createOpenId(people.openId),
    // Elsewhere than on one machine a file is no proof of who somebody is.
    links: databaseUrl === null ? signInLinks(dataDir) : null,
  };
}

function wepayLibrary({ providers: { wepay } }: Config): BrowserLibraries['wepay'] {
  if (wepay?.browserLibraryUrl === undefined) return undefined;
  return { script_url: wepay.browserLibraryUrl, app_id: wepay.appId, environment: wepayEnvironment(wepay) };
}

function browserLibraries({ providers: { wepay } }: Config): readonly BrowserLibrary[] {
  const script = wepay?.browserLibraryUrl;
  return wepay === null || script === undefined ? [] : [{ script, uploads: uploadsAddress(wepay) }];
}

async function runWorker(
  { config, temporal, ports, progress, log }: Services,
  stopped: Promise<unknown>,
): Promise<void> {
  const bundle = await workflowBundle(config.cacheDir, log);
  const connection = await connectWorker(temporal);
  try {
    const worker = await createRecourseWorker({
      connection,
      namespace: temporal.namespace,
      payloadCodecs: temporal.payloadCodecs,
      workflowBundle: bundle,
      ports,
      buildId: config.workerBuildId,
    });
    progress.works = true;
    log.info('the worker works');
    await Promise.all([worker.run(), stopped.finally(() => worker.shutdown())]);
  } finally {
    progress.works = false;
    await connection.close();
  }
}
