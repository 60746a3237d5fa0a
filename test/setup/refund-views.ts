import { createHash } from 'node:crypto';
import type { Client, Connection, WorkflowHandle } from '@temporalio/client';
import { instant, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { Money } from '../../src/domain/money.ts';
import { refundIdOf, refundsWorkflowId, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import { newRefund, type Refund, type RefundRequest } from '../../src/domain/refund.ts';
import type { Store } from '../../src/store/store.ts';
import type { CaseGateway } from '../../src/temporal/gateway.ts';
import { GRPC, grpcStatus } from '../../src/temporal/grpc-status.ts';
import { skipTime } from './time.ts';

/** Where the refunds looked at live. */
interface Home {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'requestRefund'>;
}

/** Asks for refunds, looks at them and moves their clocks. */
export function refundViews({ client, connection, namespace, store, gateway }: Home) {
  const refundOf = (refundId: string): Promise<Refund | null> => store.loadRefund(refundId);
  const skipRefund = (refundId: string, duration: Millis): Promise<void> =>
    skipTime(connection, namespace, refundWorkflowId(refundId), duration);
  return {
    refundOf,
    /** Lets time pass for one refund. */
    skipRefund,
    refundHandle: (refundId: string): WorkflowHandle => client.workflow.getHandle(refundWorkflowId(refundId)),
    /** The line in which the refunds of a payment wait for their turn. */
    lineHandle: (paymentId: string): WorkflowHandle =>
      client.workflow.getHandle(refundsWorkflowId('whop', paymentId)),
    refundsOf: async (paymentId: string): Promise<readonly Refund[]> =>
      (await store.listRefunds({ provider: 'whop', paymentId }, { limit: 100 })).data,
    /** Asks for a refund past the API's own checks, as a request does that was checked a moment too early. */
    async askRefund(
      paymentId: string,
      key: string,
      asked: Money | null,
      more: Partial<RefundRequest> = {},
    ): Promise<string> {
      const request: RefundRequest = {
        id: refundIdOf('whop', paymentId, key),
        provider: 'whop',
        paymentId,
        key,
        asked,
        reason: null,
        by: { type: 'person', id: 'ada', via: 'api' },
        caseId: null,
        requestedAt: instant(Date.now()),
        ...more,
      };
      const hash = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
      await store.reserveRefund(newRefund(request), hash);
      await gateway.requestRefund(request);
      return request.id;
    },
    /** Waits until the recorded refund is as wanted, letting time pass in steps where a step is given; says how it is when it does not get there. */
    async untilRefund(
      refundId: string,
      what: string,
      wanted: (refund: Refund) => boolean,
      { step = 0, within = 60 * SECOND }: { readonly step?: Millis; readonly within?: Millis } = {},
    ): Promise<Refund> {
      const end = Date.now() + within;
      for (;;) {
        const refund = await refundOf(refundId);
        if (refund !== null && wanted(refund)) return refund;
        if (Date.now() > end)
          throw new Error(`${refundId} did not get to "${what}": ${JSON.stringify(refund, null, 1)}`);
        if (step > 0) await skipRefund(refundId, step).catch(unlessNotThere);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
  };
}

/** It has not begun yet, or it is over. */
function unlessNotThere(error: unknown): void {
  if (grpcStatus(error) !== GRPC.notFound) throw error;
}
