import type Whop from '@whop/sdk';
import { z } from 'zod';
import { changeDispute } from './disputes.ts';
import { fileObject } from './files.ts';
import { badRequest, notFound } from './refusal.ts';
import { underReview } from './transitions.ts';
import { recordEffect, type WhopStandIn } from './whop.ts';

const text = z.string().nullable().optional();
const attachment = z.object({ id: z.string() }).nullable().optional();

/** The fourteen evidence fields: ten texts and four attachments. Absent leaves a field alone, null clears it. */
const EvidenceUpdate = z.strictObject({
  access_activity_log: text,
  billing_address: text,
  cancellation_policy_disclosure: text,
  customer_email_address: text,
  customer_name: text,
  notes: text,
  product_description: text,
  refund_policy_disclosure: text,
  refund_refusal_explanation: text,
  service_date: text,
  cancellation_policy_attachment: attachment,
  customer_communication_attachment: attachment,
  refund_policy_attachment: attachment,
  uncategorized_attachment: attachment,
});

/** What `customer_communication_attachment` may be; the SDK names these. */
const COMMUNICATION_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'application/pdf'];

/** Merges evidence into a dispute's draft. */
export function updateEvidence(whop: WhopStandIn, id: string, body: unknown): Whop.Dispute {
  const dispute = existingDispute(whop, id);
  const parsed = EvidenceUpdate.safeParse(body);
  if (!parsed.success) throw badRequest(parsed.error.issues.map(sentence).join(' '));
  checkEditable(dispute);
  const changes: Partial<Whop.Dispute> = {};
  for (const [field, value] of Object.entries(parsed.data)) {
    if (value === undefined) continue;
    const held = typeof value === 'object' && value !== null ? attach(whop, field, value.id) : value;
    Object.assign(changes, { [field]: held });
  }
  const changed = { ...dispute, ...changes };
  whop.documents.put('disputes', changed);
  recordEffect(whop, 'evidence_staged', [id, dispute.payment?.id], { fields: Object.keys(changes) });
  return changed;
}

/** Spends the one submission of the dispute's present phase. */
export function submitEvidence(whop: WhopStandIn, id: string): Whop.Dispute {
  const dispute = existingDispute(whop, id);
  checkEditable(dispute);
  const status = underReview(dispute.status);
  recordEffect(whop, 'submission_spent', [id, dispute.payment?.id], { from: dispute.status, to: status });
  return changeDispute(whop, dispute, { status, editable: false });
}

/** The dispute, or Whop's 404. */
export function existingDispute(whop: WhopStandIn, id: string): Whop.Dispute {
  const dispute = whop.documents.get('disputes', id);
  if (dispute === null) throw notFound('Dispute');
  return dispute;
}

function checkEditable({ status, editable }: Whop.Dispute): void {
  if (status === 'under_review' || status === 'warning_under_review') {
    throw badRequest('The evidence of this dispute has already been submitted.');
  }
  const waiting = status === 'needs_response' || status === 'warning_needs_response';
  if (!waiting || editable === false) throw badRequest('This dispute can no longer be edited.');
}

function attach(whop: WhopStandIn, field: string, fileId: string): Attachment {
  const stored = whop.documents.get('files', fileId);
  if (stored === null) throw badRequest(`${field}: the file ${fileId} does not exist.`);
  const { id, content_type, filename, url, upload_status } = fileObject(whop, stored);
  if (upload_status !== 'ready') throw badRequest(`${field}: the file ${fileId} is not ready yet.`);
  if (field === 'customer_communication_attachment' && !COMMUNICATION_TYPES.includes(stored.content_type)) {
    throw badRequest(`${field} must be a JPEG, PNG, GIF, or PDF.`);
  }
  return { id, content_type, filename, url };
}

type Attachment = NonNullable<Whop.Dispute['uncategorized_attachment']>;

function sentence({
  path,
  message,
}: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}): string {
  return path.length === 0 ? `${message}.` : `${path.join('.')}: ${message}.`;
}
