import { z } from 'zod';
import { changeDispute, resolution } from './disputes.ts';
import { letDie, livingDocuments } from './documents.ts';
import { invalid, notFound } from './refusal.ts';
import { recordEffect, unixNow, type Dispute, type WepayStandIn } from './wepay.ts';

const ChallengeBody = z.strictObject({
  documentation: z.strictObject({
    documents: z.array(z.string()).default([]),
    explanation: z.string().optional(),
  }),
});

/** Challenges a dispute, which spends its one submission: WePay looks at it next. */
export function challenge(wepay: WepayStandIn, id: string, body: unknown): Dispute {
  const dispute = answerable(wepay, id, 'challenged');
  const parsed = ChallengeBody.safeParse(body);
  if (!parsed.success) {
    throw invalid('INVALID_DOCUMENTATION', 'documentation takes documents, a list of ids, and explanation.');
  }
  const { documents: ids, explanation = '' } = parsed.data.documentation;
  if (ids.length === 0 && explanation.trim() === '') {
    throw invalid('EMPTY_DOCUMENTATION', 'documentation needs a document or an explanation.');
  }
  const course = wepay.documents.get('courses', id);
  if (course !== null && course.deaths > 0 && ids.length > 0) {
    wepay.documents.put('courses', { ...course, deaths: course.deaths - 1 });
    letDie(wepay, ids);
  }
  const documents = livingDocuments(wepay, ids, dispute.owner.id).map(({ id: documentId, type, sha256 }) => ({
    id: documentId,
    type,
    sha256,
  }));
  wepay.documents.put('challenges', {
    id,
    create_time: unixNow(),
    documents,
    explanation: explanation === '' ? null : explanation,
  });
  const status = 'pending_wepay_review';
  recordEffect(wepay, 'submission_spent', [id, dispute.payment.id], {
    from: dispute.status,
    to: status,
    documents: documents.map((document) => document.id),
  });
  return changeDispute(wepay, dispute, { status }, 'disputes.updated');
}

/** Accepts the loss for good. */
export function concede(wepay: WepayStandIn, id: string): Dispute {
  const dispute = answerable(wepay, id, 'conceded');
  recordEffect(wepay, 'conceded', [id, dispute.payment.id], { from: dispute.status });
  return changeDispute(wepay, dispute, resolution('lost'), 'disputes.resolved');
}

/** The dispute, or WePay's 404. */
export function existingDispute(wepay: WepayStandIn, id: string): Dispute {
  const dispute = wepay.documents.get('disputes', id);
  if (dispute === null) throw notFound('dispute');
  return dispute;
}

/** A dispute that still waits for its answer. "Once a dispute has been conceded, it cannot be challenged" (seed 002), nor the other way round. */
function answerable(wepay: WepayStandIn, id: string, how: 'challenged' | 'conceded'): Dispute {
  const dispute = existingDispute(wepay, id);
  if (dispute.type === 'pre_dispute') {
    throw invalid('INVALID_DISPUTE_TYPE', `A pre_dispute cannot be ${how}.`);
  }
  if (!WAITING.includes(dispute.status)) {
    throw invalid('INVALID_DISPUTE_STATUS', `A dispute that is ${dispute.status} cannot be ${how}.`);
  }
  return dispute;
}

/** The API reference writes the first, its prose the second. */
const WAITING: readonly string[] = ['awaiting_merchant_response', 'awaiting_payee_response'];
