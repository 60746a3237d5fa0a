import { createHmac } from 'node:crypto';
import { createWhopProvider } from '../../../src/providers/whop/provider.ts';
import { TIMING, type Timing } from '../../../src/providers/whop/client.ts';
import type { WhopSettings } from '../../../src/providers/whop/settings.ts';
import type { Provider } from '../../../src/providers/provider.ts';

export const SECRET = 'ws_3f9c0f2b7a';
export const API_KEY = 'apik_test_1';

/** The real limits, so that a busy machine fails no test, but quick looks at an uploaded file. */
export const PATIENT: Timing = { ...TIMING, pollEvery: 10 };
/** For tests that wait until a limit is reached. */
export const QUICK: Timing = { read: 500, change: 500, upload: 500, pollEvery: 10, pollFor: 200 };

export function whopAt(baseUrl: string, settings: Partial<WhopSettings> = {}, timing = PATIENT): Provider {
  return createWhopProvider(
    { apiKey: API_KEY, webhookSecrets: [SECRET], baseUrl, companyId: 'biz_1', ...settings },
    timing,
  );
}

/** A signal that is never used, for calls whose cancelling is not the point. */
export function unstopped(): AbortSignal {
  return new AbortController().signal;
}

/** A dispute as Whop sends it, with every documented field. Shape: SDK `resources/disputes.ts`. */
export function whopDispute(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'dp_1',
    status: 'needs_response',
    amount: 49,
    currency: 'usd',
    reason: 'Fraudulent',
    needs_response_by: '2026-12-01T00:00:00Z',
    editable: true,
    visa_rdr: false,
    created_at: '2026-11-20T10:00:00.401Z',
    payment: {
      id: 'pay_1',
      card_last4: '4242',
      user: { id: 'user_1', name: 'Jane Doe', email: 'jane@example.com' },
    },
    company: { id: 'biz_9', title: 'Acme' },
    plan: { id: 'plan_1' },
    product: { id: 'prod_1', title: 'Acme Pro' },
    access_activity_log: null,
    billing_address: '1 Main St',
    cancellation_policy_attachment: null,
    cancellation_policy_disclosure: '',
    customer_communication_attachment: {
      id: 'RmlsZS0x',
      filename: 'chat.pdf',
      content_type: 'application/pdf',
      url: 'https://cdn.example/chat.pdf',
    },
    customer_email_address: 'jane@example.com',
    customer_name: 'Jane Doe',
    notes: null,
    product_description: 'Annual subscription',
    refund_policy_attachment: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: '2026-01-15',
    uncategorized_attachment: null,
    ...fields,
  };
}

/** A dispute alert as Whop sends it. Shape: SDK `resources/dispute-alerts.ts`. */
export function whopAlert(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'dspa_1',
    alert_type: 'dispute',
    amount: 49,
    currency: 'usd',
    charge_for_alert: true,
    created_at: '2026-11-19T10:00:00Z',
    transaction_date: '2026-11-01T10:00:00Z',
    dispute: null,
    payment: { id: 'pay_1', user: { id: 'user_1', name: 'Jane Doe', email: 'jane@example.com' } },
    ...fields,
  };
}

/** A payment as Whop sends it, as far as it matters here. Shape: SDK `resources/shared.ts`. */
export function whopPayment(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'pay_1',
    total: 49,
    currency: 'usd',
    refunded_amount: 5.5,
    refundable: true,
    settlement_amount: 49,
    settlement_currency: 'usd',
    disputes: [],
    paid_at: '2026-10-31T23:30:00Z',
    created_at: '2026-10-30T08:00:00Z',
    billing_address: {
      name: 'Jane Q. Doe',
      line1: '1 Main St',
      line2: null,
      city: 'Springfield',
      state: 'IL',
      postal_code: '62701',
      country: 'US',
    },
    user: { id: 'user_1', name: 'jane', username: 'jane', email: 'jane@example.com' },
    product: { id: 'prod_1', title: 'Acme Pro', route: 'acme-pro' },
    company: { id: 'biz_9', title: 'Acme', route: 'acme' },
    ...fields,
  };
}

/** A refund as Whop sends it. Shape: seed 001. */
export function whopRefund(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: 'rf_1',
    amount: 6.9,
    currency: 'usd',
    status: 'succeeded',
    created_at: '2026-11-20T10:00:00.401Z',
    provider: 'stripe',
    provider_created_at: '2026-11-20T10:00:01Z',
    reference_status: 'available',
    reference_type: 'acquirer_reference_number',
    reference_value: '74850120752',
    payment: {
      id: 'pay_1',
      card_last4: '4242',
      user: { id: 'user_1', name: 'Jane Doe', email: 'jane@example.com' },
    },
    ...fields,
  };
}

/** Headers for a body, signed as Standard Webhooks says; `key` is the HMAC key itself. */
export function signedHeaders(
  body: Buffer | string,
  { id = 'msg_1', at = Date.now(), key = Buffer.from(SECRET) } = {},
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
