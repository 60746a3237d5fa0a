import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { DISPUTE_WORKFLOW, MESSAGE, TASK_QUEUE } from '../../src/domain/messages.ts';
import { caseIdFor, caseWorkflowId } from '../../src/domain/names.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import { MERCHANT_ID, PAYMENT_ID, PROVIDER } from '../../src/workflows/search-attributes.ts';
import type { SignedWebhook } from './events.ts';

/** Posts webhooks to the bridge as a provider does, to one address after the other. Connections are kept; at most `width` an address. */
export function overHttp(
  urls: readonly string[],
  width: number,
): { send(webhook: SignedWebhook, index: number): Promise<void>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  return {
    async send({ body, headers }, index) {
      const asked = request(`${urls[index % urls.length]}/webhooks/whop`, {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      });
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        asked.once('response', resolve).once('error', reject).end(body);
      });
      response.resume();
      await once(response, 'end');
      if (response.statusCode !== 200) throw new Error(`A webhook was answered ${response.statusCode}.`);
    },
    close: () => agent.destroy(),
  };
}

/** What there is to beat: Temporal's own client with nothing around it, sending what the bridge sends. */
export async function withBareClient(client: Client, event: ProviderEvent): Promise<void> {
  const caseId = caseIdFor(event);
  await client.workflow.signalWithStart(DISPUTE_WORKFLOW, {
    workflowId: caseWorkflowId(caseId),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [{ caseId }],
    signal: MESSAGE.providerEvent,
    signalArgs: [event],
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PROVIDER, value: event.provider },
      { key: MERCHANT_ID, value: event.merchantId ?? '' },
      { key: PAYMENT_ID, value: event.paymentId ?? '' },
    ]),
  });
}
