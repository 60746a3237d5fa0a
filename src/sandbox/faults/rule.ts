import { z } from 'zod';
import { MINUTE, SECOND } from '../../domain/instant.ts';
import { PROVIDERS } from '../../domain/names.ts';

/** How far back reads can lag: {@link ../faults/lag.ts} keeps old versions a little longer. */
export const LONGEST_LAG = 10 * MINUTE;

const wait = z.number().int().min(0);

/** When a rule strikes. Rules are tried in their order, and the first that strikes is the only one. */
const when = {
  id: z.string().min(1).optional().describe('To delete it by; made up when absent.'),
  route: z
    .string()
    .min(1)
    .describe('A route (payments.refund) or webhook type (refund.created); disputes.*; *'),
  provider: z.enum(PROVIDERS).optional().describe('Only at this provider; at all of them when absent.'),
  object: z
    .string()
    .optional()
    .describe(
      'Only where this object is named: by the call (in its path, its query or its body) or by the webhook.',
    ),
  skip: z.number().int().min(0).default(0).describe('Leaves that many alone first.'),
  times: z.number().int().min(1).optional().describe('Strikes that often, then never again.'),
  probability: z.number().min(0).max(1).optional().describe('Strikes by the dice; always when absent.'),
  seed: z.string().optional().describe('Of the dice; the same seed gives the same throws.'),
};

const status = z.number().int().min(500).max(599).default(503);

/** What can befall a call. `…_before`: nothing was done. `…_after`: everything was. */
export const CallFault = z.discriminatedUnion('fault', [
  z.strictObject({ ...when, fault: z.literal('delay'), after_ms: wait.default(SECOND) }),
  z.strictObject({ ...when, fault: z.literal('hang'), after_ms: wait.nullable().default(null) }),
  z.strictObject({ ...when, fault: z.literal('hang_before') }),
  z.strictObject({ ...when, fault: z.literal('cut_before'), after_ms: wait.default(0) }),
  z.strictObject({ ...when, fault: z.literal('cut_after'), after_ms: wait.default(0) }),
  z.strictObject({ ...when, fault: z.literal('error_before'), after_ms: wait.default(0), status }),
  z.strictObject({ ...when, fault: z.literal('error_after'), after_ms: wait.default(0), status }),
  z.strictObject({ ...when, fault: z.literal('rate_limit'), retry_after: z.number().min(0).default(12) }),
  z.strictObject({ ...when, fault: z.literal('not_json') }),
  z.strictObject({ ...when, fault: z.literal('nonsense') }),
]);
export type CallFault = z.infer<typeof CallFault>;

/** A provider whose reads lag behind its writes; goes together with what else befalls the call. */
export const ReadFault = z.strictObject({
  ...when,
  fault: z.literal('lag'),
  after_ms: wait.max(LONGEST_LAG).default(5 * SECOND),
});
export type ReadFault = z.infer<typeof ReadFault>;

/** What can befall a webhook. */
export const WebhookFault = z.discriminatedUnion('fault', [
  z.strictObject({ ...when, fault: z.literal('duplicate'), after_ms: wait.default(0) }),
  z.strictObject({ ...when, fault: z.literal('reorder'), after_ms: wait.default(10 * SECOND) }),
  z.strictObject({ ...when, fault: z.literal('drop') }),
  z.strictObject({ ...when, fault: z.literal('late'), after_ms: wait.default(30 * SECOND) }),
]);
export type WebhookFault = z.infer<typeof WebhookFault>;

/** A rule by which faults are made. */
export const FaultRule = z.discriminatedUnion('fault', [CallFault, ReadFault, WebhookFault]);
export type FaultRule = z.infer<typeof FaultRule>;

/** A rule as one writes it down: `{route: 'payments.refund', fault: 'cut_after', times: 1}`. */
export type FaultRuleInput = z.input<typeof FaultRule>;

/** What each fault does, for whoever asks the control API. */
export const FAULTS: Readonly<Record<FaultRule['fault'], string>> = {
  delay: 'Waits after_ms, then does the work, even if the caller has gone by then, and answers.',
  hang: 'Does the work and does not answer, or only after_ms later.',
  hang_before: 'Never does the work, and never answers.',
  cut_before: 'Cuts the connection without doing the work.',
  cut_after: 'Does the work and cuts the connection.',
  error_before: 'Answers a 5xx (status) without doing the work.',
  error_after: 'Does the work and answers a 5xx (status).',
  rate_limit: 'Answers 429 with a wait of retry_after seconds, without doing the work.',
  not_json: 'Does the work and answers a page of HTML.',
  nonsense: 'Does the work and answers JSON of another shape.',
  lag: 'Answers a GET as things were after_ms ago.',
  duplicate: 'Sends a webhook again, after_ms after it was taken.',
  reorder:
    'Holds a webhook back until a later one about one of the same objects was taken, at most after_ms.',
  drop: 'Never sends a webhook.',
  late: 'Sends a webhook after_ms late.',
};
