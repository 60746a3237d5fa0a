import type { Whop } from '@whop/sdk';
import type { AlertReading } from '../../domain/provider.ts';
import type { DisputeObject, EvidenceChanges, PaymentObject, Provider } from '../provider.ts';
import { WHOP_CAPABILITIES } from './capabilities.ts';
import { checkWhop } from './check.ts';
import { callWhop, createWhopClient, TIMING, type RequestLimits, type Timing } from './client.ts';
import { listCreated } from './created.ts';
import { evidenceBody } from './evidence-changes.ts';
import { expected } from './expected.ts';
import { alertReading, disputeObject, paymentObject } from './mapping.ts';
import { OPERATIONS } from './operations.ts';
import { alertPayload, disputePayload, paymentPayload } from './payloads.ts';
import { readRefundLedger, readRefundPayment, refundPayment } from './refunds.ts';
import type { WhopSettings } from './settings.ts';
import { uploadPrivateFile } from './upload.ts';
import { createWebhookReader } from './webhook.ts';
import { impossible } from '../impossible.ts';

/**
 * Whop, through its own SDK.
 *
 * @param timing - how long requests may take; only tests need other values
 */
export function createWhopProvider(settings: WhopSettings, timing: Timing = TIMING): Provider {
  const client = createWhopClient(settings);
  const { companyId } = settings;
  const read = (signal: AbortSignal): RequestLimits => ({ signal, timeout: timing.read });
  const change = (signal: AbortSignal): RequestLimits => ({ signal, timeout: timing.change });

  return {
    capabilities: WHOP_CAPABILITIES,

    readWebhook: createWebhookReader(
      (body, options) => client.webhooks.unwrap(body, options),
      settings.webhookSecrets,
      companyId,
    ),

    async readDispute(id, signal): Promise<DisputeObject> {
      const answer = await callWhop(OPERATIONS.readDispute, read(signal), (options) =>
        client.disputes.retrieve(id, options),
      );
      return disputeObject(expected(disputePayload, answer, id, OPERATIONS.readDispute), companyId);
    },

    async readAlert(id, signal): Promise<AlertReading> {
      const answer = await callWhop(OPERATIONS.readAlert, read(signal), (options) =>
        client.disputeAlerts.retrieve(id, options),
      );
      return alertReading(expected(alertPayload, answer, id, OPERATIONS.readAlert), companyId);
    },

    async readPayment(id, signal): Promise<PaymentObject> {
      const answer = await callWhop(OPERATIONS.readPayment, read(signal), (options) =>
        client.payments.retrieve(id, options),
      );
      return paymentObject(expected(paymentPayload, answer, id, OPERATIONS.readPayment), companyId);
    },

    async stageEvidence(id, changes, signal): Promise<DisputeObject> {
      const answer = await stage(client, id, changes, change(signal));
      return disputeObject(expected(disputePayload, answer, id, OPERATIONS.stageEvidence), companyId);
    },

    async submitEvidence(id, _answer, signal): Promise<DisputeObject> {
      const answer = await callWhop(OPERATIONS.submitEvidence, change(signal), (options) =>
        client.disputes.submitEvidence(id, options),
      );
      return disputeObject(expected(disputePayload, answer, id, OPERATIONS.submitEvidence), companyId);
    },

    // Conceding means answering nothing.
    concede: impossible('Whop', 'conceding'),

    uploadFile: (file, signal) => uploadPrivateFile(client, file, timing, signal),

    readRefunds: (paymentId, signal) => readRefundLedger(client, paymentId, companyId, read(signal)),

    readRefundPayment: (refundId, signal) => readRefundPayment(client, refundId, read(signal)),

    refund: (order, signal) => refundPayment(client, order, change(signal)),

    listNotifications: impossible('Whop', 'listing notifications'),

    listCreated: (kind, page, signal) => listCreated(client, kind, page, companyId, read(signal)),

    check: (signal) => checkWhop(client, settings, read(signal)),
  };
}

function stage(client: Whop, id: string, changes: EvidenceChanges, limits: RequestLimits): Promise<unknown> {
  const body = evidenceBody(changes);
  const sent = Object.values(changes.texts).filter((text) => text !== null);
  return callWhop(
    OPERATIONS.stageEvidence,
    limits,
    (options) => client.disputes.updateEvidence(id, body, options),
    sent,
  );
}
