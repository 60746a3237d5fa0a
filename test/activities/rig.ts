import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import type { CaseRef } from '../../src/activities/ports.ts';
import type { CaseState } from '../../src/domain/case.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import type { CaseId, ProviderName } from '../../src/domain/names.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { prepareTemporalSdk } from '../../src/worker.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { openTemporaryStore } from '../setup/store.ts';
import type { Called, callActivity } from './call-activity.ts';
import { EVERYTHING } from '../setup/subscriptions.ts';

export const REF: CaseRef = { caseId: 'whop:pay_1', provider: 'whop' };

export const POLICY: Policy = {
  ...BUILT_IN_POLICY,
  evidence: {
    refundPolicyDisclosure: 'No refunds after a month.',
    cancellationPolicyDisclosure: null,
    productDescriptions: { prod_1: 'A year of Acme Pro.' },
  },
};

export type ActivityRig = Awaited<ReturnType<typeof startActivityRig>>;

/** What no activity tried here may reach. */
const unreachable = {
  deliver: () => Promise.reject(new Error('no event is passed on here')),
  tellCase: () => Promise.reject(new Error('no case is told here')),
  requestRefund: () => Promise.reject(new Error('no refund is asked for here')),
  reopen: () => Promise.reject(new Error('no case is reopened here')),
  refundState: () => Promise.reject(new Error('no refund is asked how it stands here')),
  resumeRefund: () => Promise.reject(new Error('no refund is resumed here')),
};

/** The activities in a real worker on a real store, to be called as the dispute workflow calls them. */
export async function startActivityRig() {
  prepareTemporalSdk(pino({ level: 'silent' }));
  const { namespace, connection, client } = await freshNamespace();
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const store = await openTemporaryStore();
  const providers = new Map<ProviderName, Provider>();
  const handedOver: { readonly to: CaseId; readonly state: CaseState; readonly texts: number }[] = [];
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('call-activity.ts', import.meta.url)),
    activities: createActivities({
      store,
      providers,
      policy: POLICY,
      subscriptions: [EVERYTHING],
      toTemporal: {
        ...unreachable,
        async handOver(to, state) {
          const hashes = Object.values(state.paymentEvidence ?? {}).map(({ sha256 }) => sha256);
          handedOver.push({ to, state, texts: (await store.getTexts(to, hashes)).size });
        },
      },
    }),
  });
  const running = worker.run();

  return {
    store,
    handedOver,

    /** The provider all calls from here on go to. */
    use(provider: Provider): void {
      providers.set('whop', provider);
    },

    call(name: Parameters<typeof callActivity>[0], ...args: readonly unknown[]): Promise<Called> {
      return client.workflow.execute<typeof callActivity>('callActivity', {
        workflowId: `${name}-${randomUUID()}`,
        taskQueue: TASK_QUEUE,
        args: [name, args],
      });
    },

    async close(): Promise<void> {
      worker.shutdown();
      await running;
      await store.close();
      await native.close();
      await connection.close();
    },
  };
}
