import { impossible } from '../impossible.ts';
import type { Provider } from '../provider.ts';
import { challenge, concede } from './answer.ts';
import { WEPAY_CAPABILITIES } from './capabilities.ts';
import { checkWepay } from './check.ts';
import { createWepayClient, segment, TIMING, type RequestLimits, type Timing } from './client.ts';
import { listDisputes, listNotifications } from './created.ts';
import { expected } from './expected.ts';
import { disputeObject, paymentObject } from './mapping.ts';
import { OPERATIONS } from './operations.ts';
import { disputePayload } from './payloads.ts';
import { readPayment, readRefundLedger, readRefundPayment, refundPayment } from './refunds.ts';
import type { WepaySettings } from './settings.ts';
import { uploadDocument } from './uploads.ts';
import { createWebhookReader } from './webhook.ts';

const listAlerts = impossible('WePay', 'listing alerts');

/**
 * WePay, through its API 3.0.
 *
 * @param timing - how long requests may take; only tests need other values
 */
export function createWepayProvider(settings: WepaySettings, timing: Timing = TIMING): Provider {
  const client = createWepayClient(settings);
  const read = (signal: AbortSignal): RequestLimits => ({ signal, timeout: timing.read });
  const change = (signal: AbortSignal): RequestLimits => ({ signal, timeout: timing.change });
  const upload = (signal: AbortSignal): RequestLimits => ({ signal, timeout: timing.upload });

  return {
    capabilities: WEPAY_CAPABILITIES,

    readWebhook: createWebhookReader(settings.webhookKeys),

    async readDispute(id, signal) {
      const operation = OPERATIONS.readDispute;
      const answer = await client.get(operation, `/disputes/${segment(id, operation)}`, read(signal));
      return disputeObject(expected(disputePayload, answer, id, operation));
    },

    // There is no warning before a dispute, and no draft to hold.
    readAlert: impossible('WePay', 'reading an alert'),
    stageEvidence: impossible('WePay', 'staging evidence'),

    readPayment: async (id, signal) => paymentObject(await readPayment(client, id, read(signal))),

    uploadFile: (file, signal) => uploadDocument(settings, file, upload(signal)),

    submitEvidence: (id, answer, signal) => challenge(client, id, answer, change(signal)),

    concede: (id, signal) => concede(client, id, change(signal)),

    readRefunds: (paymentId, signal) => readRefundLedger(client, paymentId, read(signal)),

    readRefundPayment: (refundId, signal) => readRefundPayment(client, refundId, read(signal)),

    refund: (order, signal) => refundPayment(client, order, change(signal)),

    listCreated: (kind, page, signal) =>
      kind === 'dispute' ? listDisputes(client, page, read(signal)) : listAlerts(),

    listNotifications: (page, signal) => listNotifications(client, page, read(signal)),

    check: (signal) => checkWepay(client, settings, read(signal)),
  };
}
