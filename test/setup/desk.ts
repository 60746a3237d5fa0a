import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Client, Connection, WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { msToTs } from '@temporalio/common/lib/time.js';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createApi } from '../../src/api/app.ts';
import { listen } from '../../src/api/server.ts';
import type { CaseState, Dispute, TimelineEntry } from '../../src/domain/case.ts';
import { SECOND, type Millis } from '../../src/domain/instant.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { createCaseGateway } from '../../src/temporal/case-gateway.ts';
import { createRecourseWorker } from '../../src/worker.ts';
import { workflowBundle } from '../../src/workflow-bundle.ts';
import { freshNamespace } from './namespace.ts';
import { openTemporaryStore } from './store.ts';

const COMPANY = 'biz_test';
const API_KEY = 'whop_test_key';
const SECRET = 'ws_test_secret';
const TOKEN = 'test-admin-token';

/** What a scenario started at the sandbox consists of. */
interface StartedScenario {
  readonly id: string;
  readonly payment_id: string;
  readonly alert_id: string | null;
  readonly dispute_ids: readonly string[];
}

export interface DeskOptions {
  readonly policy?: Partial<Policy>;
  readonly intercept?: SandboxOptions['intercept'];
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;

/**
 * The whole of Recourse on real parts: Temporal with a skippable clock, store, worker, API and the sandbox that sends it webhooks. Only time is not
 * waited for.
 */
export async function startDesk({ policy = {}, intercept }: DeskOptions = {}) {
  const { namespace, connection, client } = await freshNamespace();
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const store = await openTemporaryStore();
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    dataDir: null,
    webhookUrl: null,
    companyId: COMPANY,
    apiKey: API_KEY,
    webhookSecret: SECRET,
    demo: false,
    intercept,
  });
  const whop = { apiKey: API_KEY, webhookSecrets: [SECRET], baseUrl: sandbox.url, companyId: COMPANY };
  const providers = createProviders({ whop });
  const gateway = createCaseGateway(client);
  const bundle = await workflowBundle(join(homedir(), '.cache', 'recourse'), log);
  const ports = { store, providers, policy: { ...BUILT_IN_POLICY, ...policy }, handOver: gateway.handOver };
  const newWorker = () =>
    createRecourseWorker({ connection: native, namespace, workflowBundle: bundle, ports });
  let worker = await newWorker();
  let running = worker.run();
  const tokens = [{ name: 'ada', role: 'admin' as const, token: TOKEN, merchantId: null }];
  const server = await listen(createApi({ store, gateway, providers, tokens, log }), {
    host: '127.0.0.1',
    port: 0,
  });
  const api = server.url;
  sandbox.setWebhookUrl(`${api}/webhooks/whop`);

  return {
    namespace,
    client,
    store,
    sandbox,
    gateway,
    providers,
    api,
    ...controls(sandbox.controlUrl),
    ...requests(api),
    ...views({ client, connection, namespace, store }),

    async stopWorker(): Promise<void> {
      worker.shutdown();
      await running;
    },
    async startWorker(): Promise<void> {
      worker = await newWorker();
      running = worker.run();
    },
    async close(): Promise<void> {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await server.close(0);
      await sandbox.close();
      await store.close();
      await native.close();
      await connection.close();
    },
  };
}

/** Drives the sandbox. */
function controls(controlUrl: string) {
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(controlUrl + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    control,
    scenario: (name: string, more: object = {}) =>
      control<StartedScenario>('POST', '/scenarios', { name, respond_in: '10d', ...more }),
    advance: (id: string) => control<StartedScenario>('POST', `/scenarios/${id}/advance`),
    transition: (disputeId: string, name: string, more: object = {}) =>
      control<StartedScenario>('POST', `/disputes/${disputeId}/transitions`, { name, ...more }),
    ledger: async (): Promise<readonly LedgerEntry[]> =>
      (await control<{ data: LedgerEntry[] }>('GET', '/ledger?limit=1000')).data,
  };
}

/** Acts as a person does. */
function requests(api: string) {
  return {
    async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(api + path, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'manual',
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      };
    },
  };
}

/** Looks at cases and moves their clocks. */
function views({
  client,
  connection,
  namespace,
  store,
}: {
  client: Client;
  connection: Connection;
  namespace: string;
  store: Awaited<ReturnType<typeof openTemporaryStore>>;
}) {
  const handleOf = (caseId: string): WorkflowHandle => client.workflow.getHandle(caseWorkflowId(caseId));
  const stateOf = (caseId: string): Promise<CaseState | null> => store.loadCase(caseId);
  return {
    handleOf,
    stateOf,
    async timelineOf(caseId: string): Promise<readonly TimelineEntry[]> {
      return (await store.timeline(caseId, { limit: 1000 })).data;
    },
    /** Waits until the recorded case is as wanted; says how it is when it does not get there. */
    async until(
      caseId: string,
      what: string,
      wanted: (state: CaseState) => boolean,
      within: Millis = 15 * SECOND,
    ): Promise<CaseState> {
      const end = Date.now() + within;
      for (;;) {
        const state = await stateOf(caseId);
        if (state !== null && wanted(state)) return state;
        if (Date.now() > end)
          throw new Error(`${caseId} did not get to "${what}": ${JSON.stringify(state, null, 1)}`);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    /** Lets time pass for one case. */
    async skip(caseId: string, duration: Millis): Promise<void> {
      const workflowExecution = { workflowId: caseWorkflowId(caseId) };
      const id = randomUUID();
      await connection.workflowService.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution,
        workflowExecutionOptions: {
          timeSkippingConfig: {
            enabled: true,
            fastForwardConfig: { id, duration: msToTs(duration) },
          },
        },
        updateMask: { paths: ['time_skipping_config'] },
      });
      await connection.workflowService.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution,
        fastForwardId: id,
      });
    },
  };
}

/** The one dispute of that id, or the only one there is. */
export function disputeOf(state: CaseState, id?: string): Dispute {
  const dispute = state.disputes.find((item) =>
    id === undefined ? item.kind === 'dispute' : item.id === id,
  );
  if (dispute === undefined) throw new Error(`no dispute ${id ?? ''} in ${state.id}`);
  return dispute;
}
