import { z } from 'zod';
import { DECISIONS } from '../../domain/case.ts';
import { evidenceFields, evidenceFile } from './case.ts';
import { moment, opaqueId, words } from './common.ts';

const disputeId = opaqueId.optional().meta({
  description: 'Which dispute of the case; by default the one that matters now.',
});
const revision = z.int().min(0);
const caseLink = z.string().meta({ description: 'The path of the case, where the effect shows.' });

export const evidenceEdit = z
  .strictObject({
    dispute_id: disputeId,
    revision: revision.optional().meta({ description: 'The revision being edited; refused when stale.' }),
    fields: z
      .record(z.string().min(1).max(100), words.nullable())
      .meta({ description: 'Merged into the draft; null clears.' }),
  })
  .meta({ id: 'EvidenceEdit' });

export const editedEvidence = z
  .object({
    dispute_id: z.string(),
    revision: z.int(),
    fields: evidenceFields,
    files: z.array(evidenceFile),
  })
  .meta({ id: 'EditedEvidence' });

/** What stands beside the bytes in an upload. */
export const uploadFields = z.strictObject({ slot: z.string().min(1).max(100), dispute_id: disputeId });

export const fileUpload = z
  .object({
    ...uploadFields.shape,
    file: z.string().meta({ format: 'binary', description: 'PDF, JPEG, PNG or GIF, as the slot takes it.' }),
  })
  .meta({ id: 'FileUpload' });

export const documentAddition = z
  .strictObject({
    dispute_id: disputeId,
    slot: z.string().min(1).max(100).meta({ description: 'What the document is: one of the file slots.' }),
    document_id: opaqueId.meta({ description: "The provider's own id." }),
    created_at: moment.meta({ description: 'When it was handed over: its life counts from then.' }),
    name: words.max(200).optional().meta({ description: 'What people call it.' }),
  })
  .meta({ id: 'DocumentAddition' });

export const addedFile = evidenceFile
  .extend({ dispute_id: z.string(), revision: z.int() })
  .meta({ id: 'AddedFile' });

/** The rule below that conceding is confirmed, in the words of JSON Schema. */
const CONCEDING = {
  if: { properties: { decision: { const: 'concede' } } },
  // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own keyword; nobody awaits it
  then: { properties: { confirm: { const: 'concede' } }, required: ['confirm'] },
};

export const decisionRequest = z
  .strictObject({
    decision: z.enum(DECISIONS),
    dispute_id: disputeId,
    evidence_revision: revision
      .optional()
      .meta({ description: 'The revision decided on; refused when stale.' }),
    confirm: z.string().max(100).optional().meta({ description: 'Conceding needs the word `concede`.' }),
    note: words.max(2000).optional(),
  })
  .refine((body) => body.decision !== 'concede' || body.confirm === 'concede', {
    path: ['confirm'],
    message: 'Conceding cannot be undone: send "confirm": "concede".',
  })
  .meta({ id: 'DecisionRequest', override: CONCEDING });

export const withdrawalRequest = z
  .strictObject({
    dispute_id: disputeId,
    proposed_at: moment.optional().meta({
      description: 'When the proposal that is meant was made; refused when it was proposed anew meanwhile.',
    }),
    note: words.max(2000).optional(),
  })
  .meta({ id: 'WithdrawalRequest' });

export const withdrawalAccepted = z.object({ case: caseLink }).meta({ id: 'WithdrawalAccepted' });

export const decisionAccepted = z
  .object({
    outcome: z
      .enum(['decided', 'proposed'])
      .meta({ description: '`proposed`: somebody else has to approve it.' }),
    dispute_id: z.string(),
    decision: z.enum(DECISIONS),
    evidence_revision: z.int(),
    warnings: z.array(z.string()).meta({ description: 'What is weak about it, though not refused.' }),
    case: caseLink,
  })
  .meta({ id: 'DecisionAccepted' });

/** What an idempotency key is made of, and how that is said. */
export const KEY = [/^[A-Za-z0-9._-]{1,255}$/, '1 to 255 of A-Z a-z 0-9 . _ -'] as const;

export const idempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .regex(...KEY)
    .optional()
    .meta({ description: 'The same key and body get the same answer and have no second effect.' }),
});

export const resolutionRequest = z
  .strictObject({
    dispute_id: disputeId,
    outcome: z.enum(['done', 'not_done']).meta({
      description: '`done`: it did reach the provider. `not_done`: it did not, and may be tried again.',
    }),
    provider_reference: opaqueId.optional(),
    note: words.min(1).max(2000),
  })
  .meta({ id: 'ResolutionRequest' });

export const resolutionAccepted = z
  .object({ outcome: z.enum(['done', 'not_done']), case: caseLink })
  .meta({ id: 'ResolutionAccepted' });

export type AddedFileView = z.infer<typeof addedFile>;
export type DecisionAcceptedView = z.infer<typeof decisionAccepted>;
