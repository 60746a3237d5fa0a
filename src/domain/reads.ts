import type { CaseFile } from './case-file.ts';
import { providerActor } from './case-file.ts';
import type { Dispute } from './case.ts';
import { isPast } from './deadline.ts';
import { canBeAnswered, isSettled } from './dispute.ts';
import { mayLag, prefill } from './evidence.ts';
import { DAY, HOUR, type Instant, MINUTE, type Millis, plus } from './instant.ts';
import { openDispute, takeAlertReading } from './opening.ts';
import type { AlertReading, DisputeReading, PaymentReading } from './provider.ts';
import { takeDisputeReading } from './reading.ts';

/** Why a call to the provider gave nothing, in the words of the provider port. */
export type FailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'refused'
  | 'rate_limited'
  | 'unavailable'
  | 'disconnected'
  | 'timed_out'
  | 'unreadable';

export interface ProviderFailure {
  readonly kind: FailureKind;
  /** One sentence for people, free of personal data. */
  readonly message: string;
  readonly retryAfter: Millis | null;
}

/** What to read, all in one go. */
export interface ReadRequest {
  readonly disputeIds: readonly string[];
  readonly alertIds: readonly string[];
  /** Whether the payment is wanted as well, once a dispute or alert names it. */
  readonly payment: boolean;
}

/** What came of it; each object that could not be read is in `failures`. */
export interface ReadResult {
  readonly disputes: readonly DisputeReading[];
  readonly alerts: readonly AlertReading[];
  readonly payment: PaymentReading | null;
  readonly failures: readonly (ProviderFailure & {
    readonly object: 'dispute' | 'alert' | 'payment';
    readonly id: string;
  })[];
}

/** Between two reads nobody asked for: while an answer is possible, while a ruling is awaited, and while one may yet turn. */
const READ_WHILE_ANSWERABLE: Millis = 12 * HOUR;
const READ_WHILE_WAITING: Millis = DAY;
const READ_AFTER_RULING: Millis = 3 * DAY;
/** While the payment is not known: once it is, the case goes on as the payment's. */
const READ_WHILE_PROVISIONAL: Millis = 5 * MINUTE;
/** A payment that was not told within a day may never be. */
const READ_WHILE_STILL_PROVISIONAL: Millis = HOUR;
/** While a dispute with a deadline ahead is said not to exist: that may pass, the deadline does not wait. */
const READ_WHILE_GONE: Millis = HOUR;
const FIRST_BACKOFF: Millis = MINUTE;
const LONGEST_BACKOFF: Millis = HOUR;
/** This many failed reads in a row are escalated to a person. */
const FAILURES_BEFORE_ATTENTION = 3;

/** What is worth reading now: every dispute that can still change, every open alert, and the payment until it was read once. */
export function readRequest(file: CaseFile): ReadRequest {
  const current = file.state.disputes.filter(({ supersededBy }) => supersededBy === null);
  return {
    disputeIds: current.filter(({ kind }) => kind === 'dispute').map(({ id }) => id),
    alertIds: current
      .filter(({ kind, status }) => kind === 'alert' && status !== 'closed')
      .map(({ id }) => id),
    payment: file.state.paymentEvidence === null,
  };
}

/** Brings the case up to what was read and says when to read next. */
export function takeReadResult(file: CaseFile, result: ReadResult, now: Instant): void {
  const by = providerActor(file.state.provider, 'read');
  for (const reading of result.disputes) {
    const dispute = file.dispute(reading.id) ?? openDispute(file, reading, now);
    dispute.hint = null;
    takeDisputeReading(file, dispute, reading, now, by);
  }
  for (const reading of result.alerts) {
    const alert = file.dispute(reading.id);
    if (alert !== null) takeAlertReading(file, alert, reading, now);
  }
  if (result.payment !== null) takePayment(file, result.payment, now);
  for (const dispute of file.state.disputes) prefill(file, dispute, now);
  const failures = result.failures.filter((failure) => !takeGone(file, failure, now));
  if (failures.length === 0) readSucceeded(file, now);
  else takeReadFailure(file, failures, now);
}

/** A read that did not even answer in parts: believe the webhooks meanwhile, try again, tell a person when it goes on. */
export function takeReadFailure(file: CaseFile, failures: readonly ProviderFailure[], now: Instant): void {
  const { read } = file.state;
  const worst = failures.find(isRefusal) ?? failures[0];
  if (worst === undefined) return;
  read.failures += 1;
  read.lastError = worst.message;
  const wait = failures.map(({ retryAfter }) => retryAfter ?? 0).reduce((a, b) => Math.max(a, b), 0);
  read.dueAt = plus(now, Math.max(wait, backoff(read.failures)));
  file.changed = true;
  if (isRefusal(worst)) file.attend(now, 'provider_refused', null, worst.message);
  else if (read.failures >= patience(failures)) {
    file.attend(
      now,
      'provider_unreadable',
      null,
      `The provider cannot be read: ${worst.message} Recourse keeps trying.`,
    );
  }
  believeHints(file, now);
}

/** Being asked to wait is no failure of the provider: with many cases at once it takes longer. */
function patience(failures: readonly ProviderFailure[]): number {
  const isOnlyWaiting = failures.every(({ kind }) => kind === 'rate_limited');
  return isOnlyWaiting ? 4 * FAILURES_BEFORE_ATTENTION : FAILURES_BEFORE_ATTENTION;
}

/** Staging failed. A refusal waits for a person or the next edit; everything else is tried again. */
export function stagingFailed(
  file: CaseFile,
  dispute: Dispute,
  failure: ProviderFailure,
  now: Instant,
): void {
  dispute.stageFailures += 1;
  file.changed = true;
  if (failure.kind === 'refused' || failure.kind === 'not_found') {
    dispute.stageAt = null;
    file.state.read.dueAt = now;
    file.note(
      now,
      'staging_refused',
      providerActor(file.state.provider, 'read'),
      `The provider did not take the draft: ${failure.message}`,
      { dispute },
    );
    return;
  }
  dispute.stageAt = plus(now, Math.max(failure.retryAfter ?? 0, backoff(dispute.stageFailures)));
  if (isRefusal(failure)) file.attend(now, 'provider_refused', dispute, failure.message);
  else if (dispute.stageFailures >= FAILURES_BEFORE_ATTENTION) {
    file.attend(
      now,
      'provider_unreadable',
      dispute,
      `The draft cannot be brought to the provider: ${failure.message} Recourse keeps trying.`,
    );
  }
}

/** Staging works again after it failed: nobody is needed for it any more. */
export function stagingRecovered(file: CaseFile, dispute: Dispute): void {
  file.unattend('provider_refused', dispute);
  file.unattend('provider_unreadable', dispute);
}

/** Minutes to an hour, doubling. */
export function backoff(failures: number): Millis {
  return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.min(failures - 1, 10));
}

/** The key or a permission is missing: people have to act, and trying again helps only after that. */
export function isRefusal({ kind }: ProviderFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden';
}

function takePayment(file: CaseFile, payment: PaymentReading, now: Instant): void {
  const { state } = file;
  state.paymentId ??= payment.id;
  state.merchantId ??= payment.merchantId;
  state.paymentAmount = payment.amount;
  if (state.paymentEvidence === null) {
    state.paymentEvidence = { ...payment.evidence };
    file.note(now, 'payment_read', providerActor(state.provider, 'read'), 'The payment was read.', {
      data: { payment_id: payment.id, refundable: payment.refundable },
    });
  }
}

/**
 * A 404 about a dispute: it is gone, which a person should hear of; it is still asked for now and then. Right after we first heard of it the read
 * only lags behind the webhook, and fails like any other.
 */
function takeGone(file: CaseFile, failure: ReadResult['failures'][number], now: Instant): boolean {
  if (failure.kind !== 'not_found') return false;
  if (failure.object === 'payment') {
    file.state.paymentEvidence = {};
    return true;
  }
  const dispute = file.dispute(failure.id);
  if (dispute !== null && mayLag(dispute.firstSeenAt, now)) return false;
  if (dispute !== null && dispute.goneAt === null) {
    dispute.goneAt = now;
    file.attend(
      now,
      'object_gone',
      dispute,
      `The provider says there is no such ${failure.object} any more.`,
    );
  }
  return true;
}

function readInterval({ state }: CaseFile, now: Instant): Millis {
  if (state.disputes.some((dispute) => isGoneTooEarly(dispute, now))) return READ_WHILE_GONE;
  if (state.paymentId === null && !state.disputes.every(isSettled))
    return isPast(plus(state.createdAt, DAY), now) ? READ_WHILE_STILL_PROVISIONAL : READ_WHILE_PROVISIONAL;
  if (state.disputes.some(canBeAnswered)) return READ_WHILE_ANSWERABLE;
  return state.disputes.every(isSettled) ? READ_AFTER_RULING : READ_WHILE_WAITING;
}

function isGoneTooEarly({ goneAt, ruling, respondBy }: Dispute, now: Instant): boolean {
  return goneAt !== null && ruling === null && respondBy !== null && !isPast(respondBy, now);
}

function readSucceeded(file: CaseFile, now: Instant): void {
  const { read } = file.state;
  read.failures = 0;
  read.lastError = null;
  read.lastOkAt = now;
  read.dueAt = plus(now, readInterval(file, now));
  file.unattend('provider_refused', null);
  file.unattend('provider_unreadable', null);
}

function believeHints(file: CaseFile, now: Instant): void {
  for (const dispute of file.state.disputes) {
    const { hint } = dispute;
    dispute.hint = null;
    if (hint !== null)
      takeDisputeReading(file, dispute, hint, now, providerActor(file.state.provider, 'webhook'));
  }
}
