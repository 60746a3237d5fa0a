import { createHash } from 'node:crypto';
import { ProviderError } from '../errors.ts';
import type { Answer, DisputeObject } from '../provider.ts';
import { EXPLANATION } from './capabilities.ts';
import { segment, type Change, type RequestLimits, type WepayClient } from './client.ts';
import { expected } from './expected.ts';
import { disputeObject } from './mapping.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { disputePayload } from './payloads.ts';

/**
 * Challenges a dispute with documents and the merchant's explanation, in one request (seed 002).
 *
 * @throws ProviderError; `refused` for an answer with neither
 */
export async function challenge(
  client: WepayClient,
  disputeId: string,
  answer: Answer | null,
  limits: RequestLimits,
): Promise<DisputeObject> {
  const explanation = answer?.texts[EXPLANATION] ?? '';
  const isExplained = explanation.trim() !== '';
  const documents = answer?.files.map(({ providerFileId }) => providerFileId) ?? [];
  if (!isExplained && documents.length === 0) {
    throw new ProviderError('refused', 'WePay takes no challenge without a document or an explanation.');
  }
  const body = { documentation: { documents, ...(isExplained && { explanation }) } };
  const withheld = [explanation, ...explanation.split('\n')];
  const uniqueKey = hash(`challenge:${disputeId}:${JSON.stringify(body)}`);
  return change(client, disputeId, '', OPERATIONS.challenge, { uniqueKey, body, withheld }, limits);
}

/**
 * Accepts the loss, which cannot be undone.
 *
 * @throws ProviderError
 */
export function concede(
  client: WepayClient,
  disputeId: string,
  limits: RequestLimits,
): Promise<DisputeObject> {
  const uniqueKey = hash(`concede:${disputeId}`);
  return change(client, disputeId, '/concede', OPERATIONS.concede, { uniqueKey, body: {} }, limits);
}

/** Documents have new ids when they are handed over again, and with them the challenge is another one. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function change(
  client: WepayClient,
  disputeId: string,
  act: string,
  operation: Operation,
  sent: Change,
  limits: RequestLimits,
): Promise<DisputeObject> {
  const answer = await client.post(
    operation,
    `/disputes/${segment(disputeId, operation)}${act}`,
    sent,
    limits,
  );
  return disputeObject(expected(disputePayload, answer, disputeId, operation));
}
