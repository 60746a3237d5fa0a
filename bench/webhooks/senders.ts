import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { Client } from '@temporalio/client';
import { MESSAGE, TASK_QUEUE } from '../../src/domain/messages.ts';
import { caseIdFor } from '../../src/domain/names.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import { disputeCase, toldIn } from '../../src/temporal/dispute-case.ts';
import { searchAttributes } from '../../src/temporal/messaging.ts';
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
  const { type, id, input, summary, subject } = disputeCase(caseIdFor(event), event, toldIn(event));
  await client.workflow.signalWithStart(type, {
    workflowId: id,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: TASK_QUEUE,
    args: [input],
    signal: MESSAGE.providerEvent,
    signalArgs: [event],
    typedSearchAttributes: searchAttributes(subject),
    staticSummary: summary,
  });
}
