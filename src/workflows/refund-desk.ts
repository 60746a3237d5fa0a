import { ApplicationFailure, condition, setCurrentDetails } from '@temporalio/workflow';
import { REFUSED_FAILURE } from '../domain/messages.ts';
import type { Millis } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { RefundPosition, RefundWorkflowInput } from '../domain/refund-messages.ts';
import { isRefusal, type ProviderFailure } from '../domain/reads.ts';
import {
  takeRefundReading,
  takenOn,
  type Refund,
  type RefundFailure,
  type RefundLedger,
  type RefundNews,
  type RefundReading,
  type RefundResolution,
} from '../domain/refund.ts';
import { now } from './alarm.ts';

/** This many failed reads in a row are a person's business. */
const FAILURES_BEFORE_ATTENTION = 3;

/** One refund in work: its record, what woke it, and what a person said. */
export class RefundDesk {
  readonly refund: Refund;
  /** What was read last, for the person who has to settle a doubt. */
  after: RefundLedger | null;
  /** How many calls for it were sent, as far as this workflow knows. */
  calls: number;
  #before: RefundLedger | null;
  #woken = false;
  #resolution: RefundResolution | null = null;
  #told: string;

  constructor({ refund, carried }: RefundWorkflowInput) {
    this.refund = carried === undefined ? takenOn(refund, now()) : refund;
    this.after = carried?.after ?? null;
    this.#before = carried?.before ?? null;
    this.#told = carried?.told ?? '';
    this.calls = carried?.calls ?? 0;
  }

  /** What the next run goes on with; null while something that came in is not taken yet. */
  carryOn(at: RefundPosition): RefundWorkflowInput | null {
    if (this.#woken || this.#resolution !== null) return null;
    const { refund, after, calls } = this;
    return { refund, carried: { before: this.#before, after, told: this.#told, calls, at } };
  }

  wake(): void {
    this.#woken = true;
  }

  /** Waits, unless something comes in earlier: then it answers true. */
  async pause(duration: Millis): Promise<boolean> {
    const woken = await condition(() => this.#woken || this.#resolution !== null, Math.max(1, duration), {
      summary: 'Look again',
    });
    this.#woken = false;
    return woken;
  }

  /** The amount is fixed and the baseline is read: a call may be sent from here on. */
  begin(amount: Money, before: RefundLedger): void {
    this.#before ??= before;
    this.refund.amount = amount;
    this.refund.merchantId ??= before.merchantId;
    this.refund.sent = true;
    this.refund.sentAt ??= now();
    this.#touch();
  }

  readable(before: RefundLedger): void {
    this.refund.merchantId ??= before.merchantId;
    // What a person can settle is more than a read that failed, and lasts until it is settled.
    if (this.refund.attention?.settleable === false) this.clear();
  }

  /** A read before any call failed. Nothing was sent; it goes on by itself, and a person is told when that takes long or needs them. */
  unreadable(failure: ProviderFailure, failures: number): void {
    if (isRefusal(failure) || failures >= FAILURES_BEFORE_ATTENTION) {
      this.#attend(
        `The payment cannot be read: ${failure.message} Recourse keeps trying; nothing was sent.`,
        false,
      );
    }
  }

  /** The provider said no to the call for now: a missing permission, or too many requests. It had no effect. */
  callDeclined(failure: ProviderFailure): void {
    if (isRefusal(failure)) {
      this.#attend(
        `The provider refused: ${failure.message} Recourse keeps trying; nothing was paid.`,
        false,
      );
    }
  }

  /** The call was sent, and the provider's records do not tell what came of it. */
  doubt(why: string): void {
    this.#attend(`The refund was sent, and whether it was made is not known: ${why}.`, true);
  }

  /** Nothing was sent as far as is known, and the provider lists what may be this refund. */
  unknown(after: RefundLedger, ids: readonly string[]): void {
    this.after = after;
    this.#attend(
      `The provider lists ${ids.join(', ')}, made after this refund was asked for and not known here: it may be this one. Nothing is sent until a person has said.`,
      true,
    );
  }

  /** The records know how it ended, and this workflow, which comes from an older back-up, does not. */
  takeOver(record: Refund): void {
    Object.assign(this.refund, record);
    this.#resolution = null;
  }

  /** Nothing needs a person any more. */
  clear(): void {
    if (this.refund.attention === null) return;
    this.refund.attention = null;
    this.refund.status = 'pending';
    this.#touch();
  }

  fail(failure: RefundFailure): void {
    this.refund.status = 'failed';
    this.refund.settledAt = now();
    this.refund.failure = failure;
    this.refund.attention = null;
    this.#touch();
  }

  refuseResolution(): void {
    if (this.refund.attention?.settleable === true && this.#resolution === null) return;
    const refusal = { kind: 'conflict', message: 'Nothing here waits to be settled by a person.' };
    throw ApplicationFailure.create({
      message: refusal.message,
      type: REFUSED_FAILURE,
      nonRetryable: true,
      details: [refusal],
    });
  }

  resolve(resolution: RefundResolution): void {
    this.#resolution = resolution;
  }

  /** The provider's records show what came of it; whatever a person said meanwhile is not needed any more. */
  settle(reading: RefundReading): void {
    takeRefundReading(this.refund, reading, now());
    this.#resolution = null;
  }

  /** What a person decided about the doubt; null when nobody did. */
  takeResolution(): 'done' | 'not_done' | null {
    const resolution = this.#resolution;
    if (resolution === null) return null;
    this.#resolution = null;
    this.clear();
    this.refund.resolution = { ...resolution, at: now() };
    if (resolution.outcome === 'not_done') this.#before = null;
    else {
      this.refund.status = 'succeeded';
      this.refund.settledAt = now();
      this.refund.providerRefundId = resolution.providerReference ?? this.refund.providerRefundId;
    }
    return resolution.outcome;
  }

  /** What a case should hear: the one that asked for it, or one whose dispute stopped it. Null when it has heard it. */
  news(): RefundNews | null {
    const { id: refundId, status, amount, failure, caseId } = this.refund;
    if (caseId === null && failure?.code !== 'disputed') return null;
    const shown = `${status}/${failure?.code ?? ''}`;
    if (shown === this.#told) return null;
    this.#told = shown;
    return { refundId, status, amount, failure };
  }

  /** Shows it in the Temporal UI. */
  show(): void {
    const { status, amount, failure, attention, providerRefundId } = this.refund;
    const money = amount === null ? 'whatever remains' : `${amount.amount} ${amount.currency.toUpperCase()}`;
    const lines = [`Refund of **${money}**: **${status}**`];
    if (providerRefundId !== null) lines.push(`At the provider: \`${providerRefundId}\``);
    if (failure !== null) lines.push(failure.message);
    if (attention !== null) lines.push(`**Needs attention:** ${attention.reason}`);
    setCurrentDetails(lines.join('\n\n'));
  }

  #attend(reason: string, settleable: boolean): void {
    const since = this.refund.attention?.since ?? now();
    this.refund.status = 'needs_attention';
    this.refund.attention = { reason, since, settleable, before: this.#before, after: this.after };
    this.#touch();
  }

  #touch(): void {
    this.refund.updatedAt = now();
  }
}
