import { type CaseState, DECISIONS } from './case.ts';
import type { DecisionRequest, EvidenceEdit, ResolutionRequest, WithdrawalRequest } from './messages.ts';
import { type ProviderEvent, REASONS, STAGES, STATUSES } from './provider.ts';
import { REFUND_STATUSES, type RefundNews } from './refund.ts';

/*
 * Whoever may use the namespace can send a workflow anything, by hand or from another version of this program. A message of a shape that the rules do
 * not expect would make them throw, and then the case could not go on at all: it is told apart here, before it is taken in.
 */

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isInteger(value);
const isMoment: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const mapOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) && Object.values(value).every(check);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const ACTOR = shape({ type: isText, id: isText, via: isText });
const MONEY = shape({ amount: isText, currency: isText });
const TEXT_REF = shape({ sha256: isText, chars: isCount });
const FILE = shape({ id: isText, slot: isText, name: isText });

const OF_A_PAYMENT = {
  id: isText,
  paymentId: orNull(isText),
  merchantId: orNull(isText),
  amount: orNull(MONEY),
};
const DISPUTE = shape({
  ...OF_A_PAYMENT,
  stage: oneOf(STAGES),
  status: oneOf(STATUSES),
  providerStatus: isText,
  reason: orNull(oneOf(REASONS)),
  providerReason: orNull(isText),
  respondBy: orNull(isMoment),
  editable: orNull(isFlag),
  settledByNetwork: isFlag,
  createdAt: orNull(isMoment),
  evidence: orNull(shape({ fields: mapOf(TEXT_REF), files: mapOf(shape({ id: isText })) })),
});
const ALERT = shape({
  ...OF_A_PAYMENT,
  type: isText,
  settledByNetwork: isFlag,
  disputeId: orNull(isText),
  createdAt: orNull(isMoment),
});
const READING: Check = (value) =>
  shape({ kind: oneOf(['dispute']), dispute: DISPUTE })(value) ||
  shape({ kind: oneOf(['alert']), alert: ALERT })(value);
const EVENT = shape({
  id: isText,
  type: isText,
  via: oneOf(['webhook', 'reconcile']),
  object: shape({ id: isText }),
  paymentId: orNull(isText),
  merchantId: orNull(isText),
  reading: READING,
});
const STATE = shape({
  id: isText,
  disputes: listOf(shape({ id: isText, draft: shape({ fields: isRecord, files: Array.isArray }) })),
  attention: Array.isArray,
  seenEvents: listOf(isText),
  answeredKeys: Array.isArray,
});
const ACT = { disputeId: orAbsent(isText), by: ACTOR };
const DECISION = shape({
  ...ACT,
  decision: oneOf(DECISIONS),
  evidenceRevision: orAbsent(isCount),
  confirm: orAbsent(isText),
  note: orAbsent(isText),
  idempotencyKey: orAbsent(isText),
  authority: orAbsent(oneOf(['propose', 'decide'])),
});
const WITHDRAWAL = shape({
  ...ACT,
  proposedAt: orAbsent(isMoment),
  note: orAbsent(isText),
  authority: orAbsent(oneOf(['propose', 'decide'])),
});
const EDIT = shape({
  ...ACT,
  revision: orAbsent(isCount),
  fields: orAbsent(mapOf(orNull(TEXT_REF))),
  addFile: orAbsent(FILE),
  removeFileId: orAbsent(isText),
});
const REFUND_NEWS = shape({
  refundId: isText,
  status: oneOf(REFUND_STATUSES),
  amount: orNull(MONEY),
  failure: orNull(shape({ code: isText, message: isText })),
});
const RESOLUTION = shape({ ...ACT, outcome: oneOf(['done', 'not_done']), note: isText });

export const isProviderEvent = (value: unknown): value is ProviderEvent => EVENT(value);
export const isCaseState = (value: unknown): value is CaseState => STATE(value);
export const isDecisionRequest = (value: unknown): value is DecisionRequest => DECISION(value);
export const isWithdrawal = (value: unknown): value is WithdrawalRequest => WITHDRAWAL(value);
export const isEvidenceEdit = (value: unknown): value is EvidenceEdit => EDIT(value);
export const isRefundNews = (value: unknown): value is RefundNews => REFUND_NEWS(value);
export const isResolutionRequest = (value: unknown): value is ResolutionRequest => RESOLUTION(value);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
