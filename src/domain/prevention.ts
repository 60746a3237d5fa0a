import { OURSELVES, type CaseFile } from './case-file.ts';
import type { Actor, Decision, Dispute, PreventiveRefund } from './case.ts';
import type { Instant } from './instant.ts';
import type { Refusal } from './messages.ts';
import { compareMoney, type Money } from './money.ts';
import type { AutoRefundRule } from './policy.ts';
import { refundIdOf } from './refund-messages.ts';
import type { RefundNews } from './refund.ts';
import { conflict } from './refusal.ts';

/** Why a refund cannot prevent this dispute; null when it can. Only an alert or a warning can be prevented: a formal dispute bars refunds. */
export function refusePrevention(file: CaseFile, dispute: Dispute): Refusal | null {
  if (!file.capabilities.refund)
    return conflict(
      `${file.capabilities.label} takes no refunds from here: refund where you work with ${file.capabilities.label}.`,
    );
  if (dispute.stage !== 'alert')
    return conflict('A disputed payment cannot be refunded; only an alert or a warning can be.');
  if (dispute.supersededBy !== null) return conflict(`It goes on as ${dispute.supersededBy}.`);
  if (dispute.settledByNetwork)
    return conflict('The card network has settled it already: a refund would pay twice.');
  if (dispute.ruling !== null || dispute.status === 'closed')
    return conflict('It is over: there is nothing left to prevent.');
  return file.state.paymentId === null
    ? conflict('Its payment is not known yet, so that nothing can be refunded.')
    : null;
}

/** Makes the refund a decision asks for. Each attempt has a key of its own, the first one `alert-<id>`. */
export function askForRefund(file: CaseFile, dispute: Dispute): void {
  const { provider, paymentId } = file.state;
  if (paymentId === null) return;
  const attempt = dispute.refunds.length + 1;
  const key = attempt === 1 ? `alert-${dispute.id}` : `alert-${dispute.id}.${attempt}`;
  const id = refundIdOf(provider, paymentId, key);
  dispute.refunds = [...dispute.refunds, { id, key, requested: false, notBefore: null, status: 'pending' }];
}

/** The policy's own decision about an alert: refund it when a rule covers it, nobody decided, and a read showed no dispute yet. Null otherwise. */
export function preventByPolicy(file: CaseFile, alert: Dispute, now: Instant): Decision | null {
  const { state, policy } = file;
  const hasRead = state.read.lastOkAt !== null && state.read.lastOkAt >= alert.firstSeenAt;
  if (alert.kind !== 'alert' || alert.decision !== null || alert.refunds.length > 0 || !hasRead) return null;
  if (state.disputes.some(({ kind }) => kind === 'dispute') || refusePrevention(file, alert) !== null)
    return null;
  if (!policy.alerts.autoRefund.some((rule) => covers(rule, file, alert))) return null;
  const by: Actor = { type: 'policy', id: policy.version, via: 'timer' };
  return { kind: 'refund', by, at: now, note: null, evidenceRevision: alert.draft.revision };
}

/** What became of a refund this case asked for, or of one that its dispute stopped. A failed prevention must never go unnoticed. */
export function takeRefundNews(file: CaseFile, news: RefundNews, now: Instant): void {
  const dispute = file.state.disputes.find(({ refunds }) => refunds.some(({ id }) => id === news.refundId));
  const refund = dispute?.refunds.find(({ id }) => id === news.refundId);
  if (refund !== undefined) {
    if (refund.status === news.status) return;
    refund.status = news.status;
  }
  const why = news.failure === null ? '' : ` ${news.failure.message}`;
  file.note(now, 'refund_news', OURSELVES, `A refund of this payment: ${news.status}.${why}`, {
    dispute,
    data: { refund_id: news.refundId, status: news.status, failure: news.failure?.code ?? null },
  });
  if (dispute === undefined) return;
  if (news.status === 'failed' || news.status === 'canceled') notPrevented(file, dispute, why, now);
  else if (news.status === 'needs_attention') {
    const reason = 'Whether the refund was made is not known: settle it under refunds.';
    file.attend(now, 'refund_failed', dispute, reason);
  } else file.unattend('refund_failed', dispute);
}

/** What goes on as a dispute takes no refund any more: it is that one which needs a person, unless somebody has decided about it. */
function notPrevented(file: CaseFile, dispute: Dispute, why: string, now: Instant): void {
  const follower = dispute.supersededBy === null ? null : file.dispute(dispute.supersededBy);
  if (follower !== null) {
    file.unattend('refund_failed', dispute);
    if (follower.decision !== null || follower.ruling !== null) return;
    const reason = `The refund that was to prevent this dispute was not made.${why} Answer it instead.`;
    file.attend(now, 'refund_failed', follower, reason);
    return;
  }
  if (dispute.decision?.kind === 'refund') dispute.decision = null;
  const reason = `The refund that was to prevent a dispute was not made.${why} Decide again.`;
  file.attend(now, 'refund_failed', dispute, reason);
}

/** Both what the alert names and what was paid must be within the rule: whatever remains of the payment is refunded. */
function covers(rule: AutoRefundRule, file: CaseFile, alert: Dispute): boolean {
  const limit: Money = { amount: rule.upTo, currency: rule.currency };
  const within = (amount: Money | null) =>
    amount !== null && amount.currency === limit.currency && compareMoney(amount, limit) <= 0;
  return (
    rule.provider === file.state.provider &&
    rule.alertTypes.includes(alert.providerReason ?? '') &&
    within(alert.amount) &&
    within(file.state.paymentAmount)
  );
}

/** The refund that waits to be asked for; null when there is none. */
export function unaskedRefund({ refunds, supersededBy }: Dispute): PreventiveRefund | null {
  const last = refunds.at(-1);
  return last === undefined || last.requested || supersededBy !== null ? null : last;
}
