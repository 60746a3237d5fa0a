import type { Client } from '@temporalio/client';
import { Pool } from 'undici';
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
): { send(webhook: SignedWebhook, index: number): Promise<void>; close(): Promise<void> } {
  // The leanest client there is: what it spends is taken from what is measured.
  const pools = urls.map((url) => new Pool(url, { connections: width }));
  return {
    async send({ body, headers }, index) {
      const pool = pools[index % pools.length];
      if (pool === undefined) throw new Error('There is no address to post to.');
      const answer = await pool.request({
        method: 'POST',
        path: '/webhooks/whop',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`A webhook was answered ${answer.statusCode}.`);
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
    },
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
