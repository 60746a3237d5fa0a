import { randomUUID } from 'node:crypto';
import { DAY, type Millis } from '../../src/domain/instant.ts';
import type { WhopAccount } from '../../src/sandbox/whop/account.ts';
import { webhookHeaders } from '../../src/sandbox/whop/signature.ts';

/** A webhook as Whop sends it, with its signature. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A dispute of a payment, told once more each time this is called: the event's id is a new one. */
export function disputeWebhook(
  account: WhopAccount,
  type: 'dispute.created' | 'dispute.updated',
  paymentId: string,
): SignedWebhook {
  const now = Date.now();
  const body = JSON.stringify({
    id: `msg_${randomUUID()}`,
    api_version: 'v1',
    type,
    timestamp: new Date(now).toISOString(),
    company_id: account.companyId,
    data: {
      id: `dspt_${paymentId}`,
      status: 'needs_response',
      amount: 49,
      currency: 'usd',
      reason: 'Fraudulent',
      needs_response_by: new Date(now + RESPONSE_WINDOW).toISOString(),
      editable: true,
      visa_rdr: false,
      created_at: new Date(now).toISOString(),
      payment: { id: paymentId },
      company: { id: account.companyId },
    },
  });
  return { body, headers: webhookHeaders(`msg_${randomUUID()}`, body, account.webhookSecret, now) };
}

/** As long as a bank gives. */
const RESPONSE_WINDOW: Millis = 9 * DAY;
