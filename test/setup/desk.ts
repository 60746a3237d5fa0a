import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PayloadCodec } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createApi } from '../../src/api/app.ts';
import type { Role } from '../../src/people/role.ts';
import { listen } from '../../src/api/server.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { Timing } from '../../src/providers/whop/client.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { createWepayProvider } from '../../src/providers/wepay/provider.ts';
import { createWhopProvider } from '../../src/providers/whop/provider.ts';
import { newAccounts } from '../../src/sandbox/accounts.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import type { Store } from '../../src/store/store.ts';
import { createCaseGateway } from '../../src/temporal/case-gateway.ts';
import { createRecourseWorker, prepareTemporalSdk } from '../../src/worker.ts';
import { type WorkflowBundle, workflowBundle } from '../../src/workflow-bundle.ts';
import { caseViews } from './case-views.ts';
import { Faults } from './faults.ts';
import { freshNamespace } from './namespace.ts';
import { refundViews } from './refund-views.ts';
import { type StartedScenario, sandboxControl } from './sandbox-control.ts';
import { openTemporaryStore } from './store.ts';
import { EVERYTHING } from './subscriptions.ts';

const WHOP = { companyId: 'biz_test', apiKey: 'whop_test_key', webhookSecret: 'ws_test_secret' };

/** The people who act; their names are what time lines show. */
/** Who acts, and what they may do. */
const PEOPLE = [
  ['ada', 'admin'],
  ['bob', 'admin'],
  ['rea', 'responder'],
] as const satisfies readonly [string, Role][];
export type Person = (typeof PEOPLE)[number][0];
const tokenOf = (name: Person): string => `test-token-of-${name}`;

/** What all desks of this process log; nothing unless asked for, and to a file where one is named. */
const log = pino(
  { level: process.env['TEST_LOG'] ?? 'silent' },
  pino.destination({ dest: process.env['TEST_LOG_FILE'] ?? 1, sync: true }),
);
prepareTemporalSdk(log);

export interface DeskOptions {
  readonly policy?: Partial<Policy>;
  /** How long requests to the provider may take. */
  readonly timing?: Timing;
  /** Stands between the worker and its store. */
  readonly workerStore?: (store: Store) => Store;
  /** How all that Temporal stores is encrypted; not at all when absent. */
  readonly payloadCodecs?: readonly PayloadCodec[];
  /** The version of its worker; none when absent. */
  readonly buildId?: string;
  /** Another Temporal server than the one all tests share. */
  readonly temporalAddress?: string;
}

/** Code of the workflows, and what it is called. */
export interface WorkerVersion {
  readonly buildId: string | null;
  readonly workflowBundle: WorkflowBundle;
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;

/**
 * The whole of Recourse on real parts: Temporal with a skippable clock, store, worker, API and the sandbox that sends it webhooks. Only time is not
 * waited for.
 */
export async function startDesk(options: DeskOptions = {}) {
  const temporalAddress = options.temporalAddress ?? inject('temporalAddress');
  const { payloadCodecs = [] } = options;
  const { namespace, connection, client } = await freshNamespace(temporalAddress, payloadCodecs);
  const native = await NativeConnection.connect({ address: temporalAddress });
  const store = await openTemporaryStore();
  const faults = new Faults();
  const sandbox = await startSandbox({
    accounts: newAccounts({ whop: WHOP }),
    host: '127.0.0.1',
    port: 0,
    dataDir: null,
    demo: false,
    intercept: faults.intercept,
  });
  const providers = new Map([...createProviders(sandbox.settings)].map(unpaced));
  if (options.timing !== undefined) {
    providers.set('whop', createWhopProvider(sandbox.settings.whop, options.timing));
    const wepay = createWepayProvider(sandbox.settings.wepay, options.timing);
    providers.set(...unpaced(['wepay', wepay]));
  }
  const gateway = createCaseGateway(client);
  const bundle = await workflowBundle(join(homedir(), '.cache', 'recourse'), log);
  const version: WorkerVersion = { buildId: options.buildId ?? null, workflowBundle: bundle };
  const newWorker = (policy: Partial<Policy>, { buildId, workflowBundle: code } = version) =>
    createRecourseWorker({
      connection: native,
      namespace,
      payloadCodecs,
      workflowBundle: code,
      buildId,
      ports: {
        store: options.workerStore?.(store) ?? store,
        providers,
        policy: { ...BUILT_IN_POLICY, ...policy },
        subscriptions: [EVERYTHING],
        toTemporal: gateway,
      },
    });
  let worker = await newWorker(options.policy ?? {});
  let running = worker.run();
  const tokens = PEOPLE.map(([name, role]) => ({ name, role, token: tokenOf(name), merchantIds: null }));
  const server = await listen(createApi({ store, gateway, providers, tokens, log }), {
    host: '127.0.0.1',
    port: 0,
  });
  const api = server.url;
  const webhooks = `${api}/webhooks`;
  sandbox.sendWebhooksTo(webhooks);
  const control = sandboxControl(sandbox.controlUrl);
  let lastArranged = Promise.resolve();

  return {
    namespace,
    client,
    store,
    gateway,
    providers,
    api,
    faults,
    /** The provider's faults by rule, as its control API takes them. */
    faultRules: sandbox.faults,
    ...control,
    /** Starts a scenario, and has something arranged for it before its first webhook is sent. */
    async scenarioAfter(
      name: string,
      more: object,
      arrange: (started: StartedScenario) => void | Promise<void>,
    ): Promise<StartedScenario> {
      const before = lastArranged;
      const turn = Promise.withResolvers<void>();
      lastArranged = turn.promise;
      await before;
      sandbox.sendWebhooksTo(null);
      try {
        const started = await control.scenario(name, more);
        await arrange(started);
        return started;
      } finally {
        sandbox.sendWebhooksTo(webhooks);
        turn.resolve();
      }
    },
    ...requests(api),
    ...caseViews({ client, connection, namespace, store }),
    ...refundViews({ client, connection, namespace, store, gateway }),

    async stopWorker(): Promise<void> {
      worker.shutdown();
      await running;
    },
    async startWorker(policy: Partial<Policy> = options.policy ?? {}): Promise<void> {
      worker = await newWorker(policy);
      running = worker.run();
    },
    /** Starts a worker of another version beside the one there is; answers with how to stop it. */
    async workerOf(other: WorkerVersion): Promise<() => Promise<void>> {
      const beside = await newWorker(options.policy ?? {}, other);
      const ends = beside.run();
      return async () => {
        beside.shutdown();
        await ends;
      };
    },
    async close(): Promise<void> {
      worker.shutdown();
      await running;
      await server.close(0);
      await sandbox.close();
      await store.close();
      await native.close();
      await connection.close();
    },
  };
}

/** The server keeps a queue's pace by a clock that does not bear being skipped; that it keeps it is tried where time is real. */
function unpaced([name, provider]: readonly [ProviderName, Provider]): [ProviderName, Provider] {
  return [name, { ...provider, capabilities: { ...provider.capabilities, pace: null } }];
}

const pathOf = (caseId: string): string => `/api/v1/disputes/${caseId}`;

/** Acts as people do. */
function requests(api: string) {
  const request = async (
    method: string,
    path: string,
    body?: unknown,
    { by = 'ada', headers = {} }: { by?: Person; headers?: Record<string, string> } = {},
  ) => {
    const isForm = body instanceof FormData;
    const response = await fetch(api + path, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(by)}`,
        ...(!isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
  };
  return {
    request,
    /** What a person saves to disk. */
    async download(path: string): Promise<Uint8Array> {
      const response = await fetch(api + path, { headers: { authorization: `Bearer ${tokenOf('ada')}` } });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    show: (caseId: string) => request('GET', pathOf(caseId)),
    decide: (caseId: string, body: object, as: Parameters<typeof request>[3] = {}) =>
      request('POST', `${pathOf(caseId)}/decisions`, body, as),
    challenge: (caseId: string, body: object = {}) =>
      request('POST', `${pathOf(caseId)}/decisions`, { decision: 'challenge', ...body }),
    edit: (caseId: string, fields: Record<string, string | null>, more: object = {}) =>
      request('PATCH', `${pathOf(caseId)}/evidence`, { fields, ...more }),
  };
}
