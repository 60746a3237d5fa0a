import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../src/domain/instant.ts';
import { sandboxControl } from '../test/setup/sandbox-control.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { LiveCases } from './live-cases.ts';

/** Where whole disputes are played. */
export interface Stage {
  readonly cluster: Cluster;
  readonly cases: LiveCases;
}

/**
 * A dispute of Whop's from its first webhook to its ruling: a person decides to challenge it as soon as it can be answered, and the bank rules as soon
 * as it was.
 */
export async function playDispute({ cluster, cases }: Stage): Promise<void> {
  const { scenario, advance } = sandboxControl(cluster.sandbox.controlUrl);
  const { id, payment_id } = await scenario('dispute_won');
  const caseId = `whop:${payment_id}`;
  await cases.until(caseId, 'to be answered', ({ disputes: [dispute] }) => dispute?.answerable === true);
  await challenge(cluster, caseId);
  await cases.until(
    caseId,
    'submitted',
    ({ disputes: [dispute] }) => typeof dispute?.submitted_at === 'string',
  );
  await advance(id);
  await cases.until(caseId, 'won', ({ disputes: [dispute] }) => dispute?.ruling === 'won');
}

/** Decides, again and again while no worker answers; the key makes it once. */
async function challenge({ url, tokens }: Cluster, caseId: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const response = await fetch(`${url}/api/v1/disputes/${encodeURIComponent(caseId)}/decisions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens.approver}`,
        'content-type': 'application/json',
        'idempotency-key': 'challenge',
      },
      body: JSON.stringify({ decision: 'challenge' }),
    });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`Challenging ${caseId}: ${response.status} ${text}`);
    await sleep(SECOND);
  }
  throw new Error(`Nobody took the decision about ${caseId}.`);
}
