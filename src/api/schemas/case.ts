import { z } from 'zod';
import { DECISIONS } from '../../domain/case.ts';
import { PROVIDERS } from '../../domain/names.ts';
import { REASONS, STAGES, STATUSES } from '../../domain/provider.ts';
import { CASE_TABS } from '../../domain/summary.ts';
import { actor, money, nextCursor, time } from './common.ts';
import { moneyLedgerSchema } from './money-ledger.ts';
import { choiceSchema, missingSchema, outlookSchema, proposalSchema } from './next-steps.ts';
import { refundSummary } from './refund.ts';

export const evidenceFile = z
  .object({
    id: z.string(),
    slot: z.string(),
    name: z.string(),
    size: z.int().nullable().meta({ description: 'Bytes; null when only the provider has it.' }),
    type: z.string().nullable().meta({ description: 'MIME type, told from the bytes.' }),
    sha256: z.string().nullable(),
    expires_at: time.nullable().meta({
      description: 'When a document that was added by its id dies at the provider; null for all others.',
    }),
  })
  .meta({ id: 'EvidenceFile' });

export const evidenceFields = z
  .record(z.string(), z.string().nullable())
  .meta({ description: 'Texts by field; null for one whose words are not kept here any more.' });

const decision = z
  .object({
    decision: z.enum(DECISIONS),
    by: actor,
    at: time,
    note: z.string().nullable(),
    evidence_revision: z.int().meta({ description: 'The revision it froze.' }),
    proposed_by: actor
      .nullable()
      .meta({ description: "Whose proposal it approved; null for a choice of one's own." }),
  })
  .meta({ id: 'Decision' });

const submission = z
  .object({
    step: z.string().meta({ description: '`preparing`, `doubt` (the provider is being read) or `done`.' }),
    at: time.nullable(),
    by: z.string().nullable().meta({ description: '`us`, `elsewhere` or `unknown`; null until done.' }),
    evidence_hash: z.string().nullable().meta({ description: 'SHA-256 of what was sent.' }),
  })
  .meta({ id: 'Submission' });

const respondByEstimate = time
  .nullable()
  .meta({ description: "An estimate from the network's usual window, where no deadline is named." });

const outlook = outlookSchema
  .nullable()
  .meta({ description: 'Null where no decision is needed any more, or the provider is not set up.' });

const dispute = z
  .object({
    id: z.string(),
    kind: z.enum(['dispute', 'alert']),
    stage: z.enum(STAGES),
    status: z.enum(STATUSES),
    provider_status: z.string().meta({ description: "The provider's own word." }),
    provider_stage: z
      .string()
      .nullable()
      .meta({ description: "The provider's own word for the stage, where it has one." }),
    amount: money.nullable(),
    reason: z.enum(REASONS).nullable(),
    provider_reason: z.string().nullable(),
    respond_by: time.nullable(),
    respond_by_estimate: respondByEstimate,
    answerable: z.boolean().meta({ description: 'An answer is possible and none was sent.' }),
    editable: z
      .boolean()
      .nullable()
      .meta({ description: 'The provider takes evidence; null: it does not say.' }),
    settled_by_network: z
      .boolean()
      .meta({ description: 'Settled by the card network: no answer is possible.' }),
    outlook,
    proposal: proposalSchema.nullable(),
    decision: decision.nullable(),
    submission: submission.nullable(),
    submitted_at: time.nullable(),
    earlier_submissions: z.array(z.object({ stage: z.enum(STAGES), at: time })),
    reminders: z.array(z.int()).meta({ description: 'Sent for this deadline, as seconds before it.' }),
    ruling: z.enum(['won', 'lost', 'closed']).nullable(),
    ruled_at: time.nullable(),
    evidence: z.object({
      revision: z.int(),
      frozen: z.boolean(),
      fields: evidenceFields,
      files: z.array(evidenceFile),
    }),
    created_at: time.nullable(),
    first_seen_at: time,
  })
  .meta({ id: 'Dispute', description: 'A dispute, or an alert while no dispute has come of it.' });

export const caseSchema = z
  .object({
    id: z.string(),
    provider: z.enum(PROVIDERS),
    merchant_id: z.string().nullable(),
    payment_id: z.string().nullable(),
    payment_amount: money.nullable(),
    workflow_id: z.string(),
    temporal_url: z.string().nullable().meta({ description: 'Its workflow in the Temporal UI.' }),
    open: z.boolean(),
    tab: z
      .enum(CASE_TABS)
      .meta({ description: '`inbox`: needs a person. `bank`: answered, waiting for the ruling.' }),
    customer: z
      .object({ name: z.string().nullable(), email: z.string().nullable() })
      .meta({ description: 'As far as the draft or the payment says.' }),
    stage: z.enum(STAGES),
    status: z.enum(STATUSES),
    amount: money.nullable(),
    reason: z.enum(REASONS).nullable(),
    respond_by: time.nullable(),
    respond_by_estimate: respondByEstimate,
    deadline: z.enum(['named', 'derived', 'estimated']).nullable().meta({
      description:
        '`named` by the provider, `derived` from what it says by its own rule, or `estimated` from what networks usually give; null while the provider is not set up.',
    }),
    answerable: z.boolean(),
    outlook,
    proposal: proposalSchema.nullable(),
    needs_attention: z.object({ reason: z.string(), since: time }).nullable(),
    attention: z.array(
      z.object({ kind: z.string(), dispute_id: z.string().nullable(), reason: z.string(), since: time }),
    ),
    disputes: z.array(dispute),
    refunds: z.array(refundSummary).meta({ description: 'Of its payment, newest first, 100 at most.' }),
    policy_version: z.string().meta({ description: 'The policy the case last read.' }),
    erased_at: time.nullable().meta({
      description:
        "When the customer's data was last erased: evidence and notes of before are gone, the ledger stays. Null while all is kept.",
    }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Case', description: 'Everything about one disputed payment.' });

const fullDispute = dispute
  .extend({
    foreground: z.boolean().meta({ description: 'It is the one the case is about right now.' }),
    choices: z
      .array(choiceSchema)
      .meta({ description: 'What this caller can decide now; empty while the provider is not set up.' }),
    missing: z
      .array(missingSchema)
      .meta({ description: 'What an answer to this complaint usually needs and the draft lacks.' }),
  })
  .meta({ id: 'FullDispute' });

export const fullCase = caseSchema
  .extend({
    disputes: z.array(fullDispute),
    money: moneyLedgerSchema.nullable().meta({ description: 'Null while the provider is not set up.' }),
  })
  .meta({ id: 'FullCase', description: 'A case with what it has done to the money.' });

export const caseList = z
  .object({ data: z.array(caseSchema), next_cursor: nextCursor })
  .meta({ id: 'CaseList' });

const timelineEntry = z
  .object({
    seq: z.int(),
    at: time,
    kind: z.string().meta({ description: 'From a growing set of words.' }),
    dispute_id: z.string().nullable(),
    actor,
    summary: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' });

export const timeline = z
  .object({ data: z.array(timelineEntry), next_cursor: nextCursor })
  .meta({ id: 'Timeline' });

export type CaseView = z.infer<typeof caseSchema>;
export type FullCaseView = z.infer<typeof fullCase>;
export type DisputeView = z.infer<typeof dispute>;
export type FullDisputeView = z.infer<typeof fullDispute>;
export type DecisionView = z.infer<typeof decision>;
export type SubmissionView = z.infer<typeof submission>;
export type EvidenceFileView = z.infer<typeof evidenceFile>;
export type EvidenceFieldsView = z.infer<typeof evidenceFields>;
export type TimelineEntryView = z.infer<typeof timelineEntry>;
